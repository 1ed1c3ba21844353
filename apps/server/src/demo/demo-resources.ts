import { resources, type Store } from '#db';

const street = { suvanto: 'Rantakatu 4, Suvanto, 2. krs', hospital: 'Sairaalantie 1, Suvanto' };
const things = [
  {
    ...{
      id: 'resource-kuusi',
      organisationId: 'org-suvanto',
      kind: 'room' as const,
      address: street.suvanto,
    },
    name: { fi: 'Neuvotteluhuone Kuusi', sv: 'Mötesrum Granen', en: 'Meeting room Spruce' },
  },
  {
    ...{
      id: 'resource-koivu',
      organisationId: 'org-suvanto',
      kind: 'room' as const,
      address: street.suvanto,
    },
    name: { fi: 'Neuvotteluhuone Koivu', sv: 'Mötesrum Björken', en: 'Meeting room Birch' },
  },
  {
    ...{ id: 'resource-vaunu', organisationId: 'org-sairaala', kind: 'device' as const },
    ...{ address: street.hospital },
    name: { fi: 'Videovaunu', sv: 'Videovagn', en: 'Video cart' },
  },
];

/** Two rooms and a device to choose from; no service needs them before somebody says so. */
export function addDemoResources(store: Store): void {
  store.write((tx) => {
    for (const { id, ...fields } of things) resources.insert(tx, id, fields);
  });
}
