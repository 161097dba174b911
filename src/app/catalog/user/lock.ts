import { catalogIdentity } from '../../../catalog/identity.ts';
import { findHardware, findModel, findSystem } from '../../../catalog/index.ts';
import { performanceConstants } from '../../../catalog/performance.ts';
import { type CatalogRows, rowsInUse } from '../../../catalog/user/tables.ts';
import { RequestError } from '../../../core/failure.ts';
import type { Problem } from '../../../core/types.ts';
import type { Answer } from '../../answer.ts';
import { canonical, lockHash, writeCatalogFile } from './file.ts';

export interface LockRequest {
  /** Options or names whose rows are kept; none keeps every row. */
  readonly names: readonly string[];
  readonly file: string;
  readonly today: string;
  readonly version: string;
}
export interface LockResult {
  readonly file: string;
  /** Hash of the rows that are kept. */
  readonly sha256: string;
  /** Hash of the catalog they come from. */
  readonly catalogSha256: string;
  /** Rows kept, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

interface Kept {
  readonly hardware: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
}

/**
 * The rows an answer rests on, in one file: with `--catalog <file>` they are used instead of ours, so that next year
 * gives today's answer. Names keep their hardware and models with all that is linked to them, and the small tables.
 */
export async function lockCatalog(request: LockRequest): Promise<Answer<LockResult>> {
  const all = rowsInUse();
  const rows = request.names.length === 0 ? all : reduced(all, kept(request.names));
  const engines = JSON.parse(canonical(performanceConstants()));
  const catalog = catalogIdentity();
  const sha256 = lockHash(rows, engines);
  const lock = { lockedOn: request.today, version: request.version, catalog, sha256 };
  await writeCatalogFile(request.file, { collectedOn: catalog.asOf, lock, engines, rows });
  const counts = Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list?.length ?? 0]));
  return {
    command: 'catalog.lock',
    inputs: { names: request.names, file: request.file },
    assumptions: [],
    result: { file: request.file, sha256, catalogSha256: catalog.sha256, rows: counts },
    warnings: [],
    seed: 0,
  };
}

/** "own:2xrtx-3090@24g=1500" → "rtx-3090": what an option names. */
function bareName(text: string): string {
  return text
    .replace(/^(?:own|rent|api|model):/, '')
    .replace(/^\d+x(?=[a-z])/i, '')
    .replace(/[@=].*$/, '')
    .replace(/:(?:spot|reserved.*|community|always-on|batch)$/, '');
}

function kept(names: readonly string[]): Kept {
  const hardware = new Set<string>();
  const models = new Set<string>();
  const problems: Problem[] = [];
  for (const text of names) {
    const name = bareName(text);
    const [card, machine, model] = [findHardware(name), findSystem(name), findModel(name.replace(/^[^/]*\//, ''))];
    const ids = [
      ...(card.kind === 'found'
        ? [card.row.id]
        : card.kind === 'ambiguous'
          ? card.candidates.map((row) => row.id)
          : []),
      ...(machine.kind === 'found' && machine.row.hardwareId !== null ? [machine.row.hardwareId] : []),
    ];
    for (const id of ids) hardware.add(id);
    if (model.kind === 'found') models.add(model.row.id);
    if (ids.length === 0 && model.kind !== 'found' && machine.kind !== 'found') {
      const nearest = card.kind === 'missing' ? card.nearest : [];
      problems.push({ kind: 'unknown-row', table: null, name: text, nearest });
    }
  }
  if (problems.length > 0) throw new RequestError(problems);
  return { hardware, models };
}

function reduced(rows: Required<CatalogRows>, { hardware, models }: Kept): CatalogRows {
  const ofHardware = (row: { readonly hardwareId?: string | null | undefined }): boolean =>
    row.hardwareId !== null && row.hardwareId !== undefined && hardware.has(row.hardwareId);
  return {
    ...rows,
    hardware: rows.hardware?.filter((row) => hardware.has(row.id)),
    systems: rows.systems?.filter(ofHardware),
    rental: rows.rental?.filter(ofHardware),
    power: rows.power?.filter(ofHardware),
    resale: rows.resale?.filter(ofHardware),
    models: rows.models?.filter((row) => models.has(row.id)),
    api: rows.api?.filter((row) => row.modelId !== null && row.modelId !== undefined && models.has(row.modelId)),
  };
}
