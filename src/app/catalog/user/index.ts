export { addRow } from './add.ts';
export { diffCatalogs } from './diff.ts';
export { importFeeds } from './import.ts';
export { lockCatalog } from './lock.ts';
export { validateCatalog } from './validate.ts';
