import {
  allApiPrices,
  allElectricityPrices,
  allHardware,
  allModels,
  allQuantizations,
  allRentalOffers,
  allSystems,
  ENGINES,
} from '../catalog/index.ts';
import { USE_CASES } from '../core/defaults/workload.ts';
import { SITES } from '../scenario/site.ts';

/** A word that may come next, and what it is. */
export interface Suggestion {
  readonly value: string;
  readonly about: string;
}

export type NameKind =
  | 'hardware'
  | 'machine'
  | 'rented'
  | 'api'
  | 'model'
  | 'quantization'
  | 'engine'
  | 'region'
  | 'scenario'
  | 'topic'
  | 'snippet'
  | 'table'
  | 'site'
  | 'use-case'
  | 'profile'
  | 'role'
  | 'goal';

const named = (rows: readonly { readonly id: string; readonly name: string }[]): readonly Suggestion[] =>
  rows.map(({ id, name }) => ({ value: id, about: name }));
const plain = (values: Iterable<string>, about: string): readonly Suggestion[] =>
  [...new Set(values)].map((value) => ({ value, about }));

const presets = async (kind: 'profile' | 'role' | 'goal'): Promise<readonly Suggestion[]> =>
  plain(Object.keys((await import('./recommend/presets.ts')).PRESETS[kind]), kind);

const SOURCES: Readonly<Record<NameKind, () => Promise<readonly Suggestion[]> | readonly Suggestion[]>> = {
  hardware: () => named(allHardware()),
  machine: () => [...plain(['this'], 'this machine'), ...named(allHardware()), ...named(allSystems())],
  rented: () =>
    plain(
      allRentalOffers().flatMap((offer) => (offer.hardwareId === null ? [] : [offer.hardwareId])),
      'rented',
    ),
  api: () =>
    plain(
      allApiPrices().flatMap((price) => [price.modelId ?? price.modelName]),
      'API price',
    ),
  model: () => named(allModels()),
  quantization: () =>
    plain(
      allQuantizations().map((row) => row.name),
      'weight format',
    ),
  engine: () =>
    plain(
      ENGINES.map((row) => row.id),
      'engine',
    ),
  region: () =>
    plain(
      allElectricityPrices().map((row) => row.region),
      'region',
    ),
  scenario: async () => plain((await (await import('./scenarios.ts')).builtinScenarios()).keys(), 'built-in scenario'),
  topic: async () =>
    (await import('../explain/topics.ts')).TOPICS.map(({ id, title }) => ({ value: id, about: title })),
  snippet: async () => plain(Object.keys((await import('../explain/snippets.ts')).SNIPPETS), 'program'),
  table: async () =>
    (await import('./catalog/kinds.ts')).KINDS.map(({ name, describes }) => ({ value: name, about: describes })),
  site: () => plain(SITES, 'where it stands'),
  'use-case': () => plain(Object.keys(USE_CASES), 'shape of the work'),
  profile: () => presets('profile'),
  role: () => presets('role'),
  goal: () => presets('goal'),
};

/** The names of the catalog that may stand in a place. Words with blanks are left out: a shell would split them. */
export async function suggestions(kind: NameKind): Promise<readonly Suggestion[]> {
  return (await SOURCES[kind]()).filter(({ value }) => /^[\w.@+-]+$/.test(value));
}
