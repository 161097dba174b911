export { catalogIdentity } from '../catalog/identity.ts';
