/**
 * The nouns. Domain types live in core and the schemas of src/catalog turn file rows into them; core never
 * infers a type from a schema.
 */
export type * from './types/demand.ts';
export type * from './types/device.ts';
export type * from './types/facts.ts';
export type * from './types/measurement.ts';
export type * from './types/messages.ts';
export type * from './types/scenario.ts';
