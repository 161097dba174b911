import type { Assumption } from '../core/assumption.ts';
import type { AgainstResult } from './against.ts';
import type { CompareRunsResult } from './bench/compare.ts';
import type { DetectResult } from './bench/detect.ts';
import type { EndpointJson } from './bench/endpoint/types.ts';
import type { ImportedRuns } from './bench/exchange.ts';
import type { BenchResult } from './bench/local.ts';
import type { Extras } from './breakeven/extras.ts';
import type { StudyResult } from './breakeven/study.ts';
import type { BreakEvenJson } from './breakeven.ts';
import type { CatalogMatches } from './catalog/find.ts';
import type { CatalogList } from './catalog/list.ts';
import type { CatalogRow } from './catalog/show.ts';
import type { AddedRow } from './catalog/user/add.ts';
import type { CatalogDiff } from './catalog/user/diff.ts';
import type { ImportResult } from './catalog/user/import.ts';
import type { LockResult } from './catalog/user/lock.ts';
import type { Validation } from './catalog/user/validate.ts';
import type { CheckResult } from './check/check.ts';
import type { CompareResult } from './compare.ts';
import type { ExplainResult } from './explain.ts';
import type { MemoryResult } from './memory.ts';
import type { BudgetResult } from './plan/budget.ts';
import type { GrowthResult } from './plan/growth.ts';
import type { TraceResult } from './plan/trace.ts';
import type { PowerMatrixResult } from './power-matrix.ts';
import type { PowerResult } from './power-result.ts';
import type { RecommendResult } from './recommend/recommend.ts';
import type { PresetTable } from './recommend/table.ts';
import type { ReportJson } from './report.ts';
import type { ScenarioListResult } from './scenario.ts';
import type { SpeedResult } from './speed.ts';
import type { TcoJson } from './tco.ts';

/** What `--json` prints around every result. */
export interface Envelope {
  /** `hwroi/<command>@1`: the name of the schema this document obeys. */
  readonly schema: string;
  /** Version of hwroi that answered. */
  readonly version: string;
  /** Which catalog answered: its newest date and the hash of its tables. */
  readonly catalog: {
    /** Newest date in the catalog's tables. */
    readonly asOf: string;
    /** Hash of all tables: the same hash is the same catalog. */
    readonly sha256: string;
  };
  /** Seed of the draws: the same seed gives the same odds. */
  readonly seed: number;
  /** What was typed, under the keys of the batch contract. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Every figure the answer rests on, with origin, range and source. */
  readonly assumptions: readonly Assumption[];
  /** The answer of the command. */
  readonly result: object;
  /** What the answer should not be read without. */
  readonly warnings: readonly {
    /** What the warning is about, as a word for programs. */
    readonly kind: string;
    /** The warning as a sentence. */
    readonly message: string;
  }[];
}

/** The `result` of each command's JSON document. Types only: schema/*.schema.json is generated from here. */
export interface Outputs {
  readonly bench: BenchResult;
  readonly 'bench.endpoint': EndpointJson;
  readonly 'bench.add': BenchResult;
  readonly 'bench.compare': CompareRunsResult;
  readonly 'bench.forget': BenchResult;
  readonly 'bench.import': ImportedRuns;
  readonly 'bench.list': BenchResult;
  readonly 'bench.show': BenchResult;
  readonly breakeven: BreakEvenJson & Extras & { readonly against?: AgainstResult };
  readonly 'breakeven.study': StudyResult;
  readonly 'catalog.add': AddedRow;
  readonly 'catalog.diff': CatalogDiff;
  readonly 'catalog.find': CatalogMatches;
  readonly 'catalog.import': ImportResult;
  readonly 'catalog.list': CatalogList;
  readonly 'catalog.lock': LockResult;
  readonly 'catalog.show': CatalogRow;
  readonly 'catalog.validate': Validation;
  readonly check: CheckResult;
  readonly compare: CompareResult;
  readonly detect: DetectResult;
  readonly explain: ExplainResult;
  readonly memory: MemoryResult;
  readonly plan: GrowthResult | BudgetResult | TraceResult;
  readonly power: PowerResult | PowerMatrixResult;
  readonly recommend: RecommendResult;
  readonly 'recommend.presets': PresetTable;
  readonly report: ReportJson;
  readonly 'scenario.list': ScenarioListResult;
  readonly speed: SpeedResult;
  readonly tco: TcoJson;
}
