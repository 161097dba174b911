import Papa from 'papaparse';
import type { RentalRow } from '../rows/prices.ts';
import { type Feed, FeedError, type FeedOrigin, type FeedRows, rentalRow, rentalRows } from './feed.ts';

type Row = Readonly<Record<string, string | undefined>>;
const MEBIBYTES_PER_GIBIBYTE = 1024;

/** The rows of a CSV with the columns a feed must have; null for one with more cells than there are columns. */
function rowsOf(text: string, columns: readonly string[], what: string): readonly (Row | null)[] {
  const [header = [], ...lines] = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new FeedError(`no column ${missing.join(', ')}: not ${what}`);
  return lines.map((cells) =>
    cells.length > header.length ? null : Object.fromEntries(header.map((name, index) => [name, cells[index]])),
  );
}

const DECIMAL = /^\s*\d*\.?\d+(?:e[+-]?\d+)?\s*$/i;

function amount(text: string | undefined): number | null {
  const value = DECIMAL.test(text ?? '') ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

const filled = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

function providerOf(origin: FeedOrigin, folder: RegExp): string {
  const provider = origin.provider ?? folder.exec(origin.from.replaceAll('\\', '/'))?.[1];
  if (provider === undefined)
    throw new FeedError('the file does not say whose prices they are: give `--provider <name>`');
  return provider;
}

/** Price × 1 of the instance, on demand and spot. */
function skypilotRows(row: Row, provider: string, origin: FeedOrigin): readonly (RentalRow | null)[] {
  const gpuName = filled(row.AcceleratorName);
  const count = amount(row.AcceleratorCount);
  if (gpuName === null || count === null) return [];
  const mebibytes = /'SizeInMiB': (\d+)/.exec(row.GpuInfo ?? '')?.[1];
  const entry = {
    provider,
    gpuName,
    gpuCount: count,
    gpuMemoryGiB: mebibytes === undefined ? null : Number(mebibytes) / MEBIBYTES_PER_GIBIBYTE,
    region: filled(row.Region),
    instance: filled(row.InstanceType),
    vcpus: amount(row.vCPUs),
    ramGiB: amount(row.MemoryGiB),
  };
  const prices = [
    { pricing: 'on-demand' as const, usdPerInstanceHour: amount(row.Price) },
    { pricing: 'spot' as const, usdPerInstanceHour: amount(row.SpotPrice) },
  ];
  return prices.flatMap(({ pricing, usdPerInstanceHour }) =>
    usdPerInstanceHour === null ? [] : [rentalRow('skypilot', { ...entry, pricing, usdPerInstanceHour }, origin)],
  );
}

/** skypilot-catalog vms.csv of one provider: USD per instance and hour. */
export const skypilot: Feed = {
  name: 'skypilot',
  describes: 'rental prices of the SkyPilot catalog (catalogs/v8/<provider>/vms.csv)',
  address: 'https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/lambda/vms.csv',
  read: (text, origin): FeedRows => {
    const columns = ['InstanceType', 'AcceleratorName', 'AcceleratorCount', 'Price'];
    const rows = rowsOf(text, columns, 'a vms.csv of the SkyPilot catalog');
    const provider = providerOf(origin, /([^/]+)\/vms\.csv$/);
    const made = rows.map((row) => (row === null ? [] : skypilotRows(row, provider, origin)));
    return rentalRows(made.flat(), made.filter((offers) => offers.length === 0).length);
  },
};

function gpuhuntRow(row: Row, provider: string, origin: FeedOrigin): RentalRow | null {
  const [gpuName, count, price] = [filled(row.gpu_name), amount(row.gpu_count), amount(row.price)];
  if (gpuName === null || count === null || price === null) return null;
  const entry = {
    provider: filled(row.provider) ?? provider,
    gpuName,
    gpuCount: count,
    gpuMemoryGiB: amount(row.gpu_memory),
    usdPerInstanceHour: price,
    pricing: /^true$/i.test(row.spot ?? '') ? ('spot' as const) : ('on-demand' as const),
    region: filled(row.location),
    instance: filled(row.instance_name),
    vcpus: amount(row.cpu),
    ramGiB: amount(row.memory),
  };
  return rentalRow('gpuhunt', entry, origin);
}

/** gpuhunt catalog of one provider: USD per instance and hour. */
export const gpuhunt: Feed = {
  name: 'gpuhunt',
  describes: 'rental prices of a gpuhunt catalog (<provider>.csv)',
  address: 'https://github.com/dstackai/gpuhunt',
  read: (text, origin): FeedRows => {
    const columns = ['instance_name', 'location', 'price', 'gpu_count', 'gpu_name', 'spot'];
    const rows = rowsOf(text, columns, 'a catalog of gpuhunt');
    const named = rows.every((row) => row === null || filled(row.provider) !== null);
    const provider = named ? '' : providerOf(origin, /([^/]+)\.csv$/);
    return rentalRows(rows.map((row) => (row === null ? null : gpuhuntRow(row, provider, origin))));
  },
};
