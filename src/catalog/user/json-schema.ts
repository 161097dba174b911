import * as z from 'zod';
import { userCatalogSchema } from './schema.ts';

/** The JSON Schema of a user's catalog file, for editors: schema/catalog.schema.json holds it. */
export function userCatalogJsonSchema(): object {
  return {
    $id: 'catalog.schema.json',
    title: 'hwroi catalog file',
    description: 'Own hardware, systems, models and prices in the keys and units of data/*.json.',
    ...z.toJSONSchema(userCatalogSchema, { io: 'input', reused: 'ref' }),
  };
}
