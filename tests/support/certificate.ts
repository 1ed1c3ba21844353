/**
 * A certificate for `calendar.test` that signs itself, and its key. It protects nothing: tests trust it by name, and no
 * program does otherwise. Valid for a hundred years, so that no test ends with it.
 */
export const certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBbjCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1jYWxlbmRh
ci50ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1jYWxlbmRhci50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENUjg
twpTtXNN5sASz7u2MsDdA9KP5nH6wrV+YcvCwJ3/VG0qQsKwzu+sWBDEDdi+LoLD
Nn60VYu5StwIJIaoC6NMMEowGAYDVR0RBBEwD4INY2FsZW5kYXIudGVzdDAPBgNV
HRMBAf8EBTADAQH/MB0GA1UdDgQWBBSgzjlueBanYGnQCDA+hLDE71W9VzAKBggq
hkjOPQQDAgNJADBGAiEA8G4kdmKUoqNEYi3ALdWH/8TUrI80Y9vS5aYexjvb2bkC
IQCcLQXP+5aduG/87JvWKfG2oIFMndgwBuDCpgGVke10lw==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKbEk5SsuULkeDn6t
vDq7+4VdF5f+xh7gnIeaynjQ2mShRANCAAQ1SOC3ClO1c03mwBLPu7YywN0D0o/m
cfrCtX5hy8LAnf9UbSpCwrDO76xYEMQN2L4ugsM2frRVi7lK3AgkhqgL
-----END PRIVATE KEY-----
`,
};
