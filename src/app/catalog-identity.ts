export { catalogIdentity } from '../catalog/index.ts';
