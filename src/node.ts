/** What needs Node: catalog with finding, scenarios, measurements, use-cases. */
export * from './catalog/index.ts';
export { render } from './report/index.ts';
