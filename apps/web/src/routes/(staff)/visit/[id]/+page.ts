// The call has no frame of its own group, so it asks for the session itself.
export { load } from '../../+layout.ts';
