import type { ResaleClass } from '../../core/defaults/money.ts';

/** What was asked of the tool on a day, and the row that later told how it went. */
export type Decision =
  | {
      readonly kind: 'resale';
      readonly what: string;
      readonly on: string;
      /** Row of the price paid. */
      readonly paid: string;
      readonly as: ResaleClass;
      readonly outcome: string;
      readonly note?: string;
    }
  | {
      readonly kind: 'rent' | 'api';
      readonly what: string;
      readonly on: string;
      readonly price: string;
      readonly outcome: string;
      readonly note?: string;
    };

const resale = (
  what: string,
  [on, paid, as, outcome]: readonly [string, string, ResaleClass, string],
  note?: string,
): Decision => ({ kind: 'resale', what, on, paid, as, outcome, ...(note === undefined ? {} : { note }) });

const priced =
  (kind: 'rent' | 'api') =>
  (what: string, [on, price, outcome]: readonly [string, string, string], note?: string): Decision => ({
    kind,
    what,
    on,
    price,
    outcome,
    ...(note === undefined ? {} : { note }),
  });
const rent = priced('rent');
const api = priced('api');

const EBAY = 'used_price.rtx_';
const ASKING = 'asking or shop price, not a sale';
const LOW_SOURCE = 'a single secondary source, low confidence';
const INDEX = 'index of list prices';

/** Pairs of dated prices of the same thing, picked by hand for that; good or bad for the tool alike. */
export const DECISIONS: readonly Decision[] = [
  resale('buy a used RTX 3090, sell after a year', [
    '2021-11-30',
    `${EBAY}3090.2021-11`,
    'geforce-used',
    `${EBAY}3090.2022-11`,
  ]),
  resale('buy a used RTX 3090, sell after two years', [
    '2021-11-30',
    `${EBAY}3090.2021-11`,
    'geforce-used',
    `${EBAY}3090.2023-11`,
  ]),
  resale('buy a used RTX 2080 Ti, sell after a year', [
    '2021-10-31',
    `${EBAY}2080_ti.2021-10`,
    'geforce-used',
    `${EBAY}2080_ti.2022-10`,
  ]),
  resale('buy a used RTX 3090 Ti, sell after a year', [
    '2022-06-30',
    `${EBAY}3090_ti.2022-06`,
    'geforce-used',
    `${EBAY}3090_ti.2023-06`,
  ]),
  resale('buy a used RTX 3090, sell after a year', [
    '2022-10-31',
    `${EBAY}3090.2022-10`,
    'geforce-used',
    `${EBAY}3090.2023-11`,
  ]),
  resale('buy a used RTX 2080 Ti, sell after a year', [
    '2022-10-31',
    `${EBAY}2080_ti.2022-10`,
    'geforce-used',
    `${EBAY}2080_ti.2023-11`,
  ]),
  resale('buy an RTX 4090 new at its launch price, sell after a year', [
    '2022-10-31',
    'launch_price.rtx_4090',
    'geforce-new',
    `${EBAY}4090.2023-11`,
  ]),
  resale(
    'buy a used RTX 4090, sell in January 2026',
    ['2023-06-30', `${EBAY}4090.2023-06`, 'geforce-used', `${EBAY}4090`],
    'average of the three cheapest listings',
  ),
  resale(
    'buy a used RTX 3090, sell in January 2026',
    ['2023-11-30', `${EBAY}3090.2023-11`, 'geforce-used', `${EBAY}3090`],
    'average of the three cheapest listings',
  ),
  resale(
    'buy an RTX 6000 Ada, sell in July 2025',
    ['2023-12-31', 'resale:RTX 6000 Ada@2023-12', 'datacenter-gpu', 'resale:RTX 6000 Ada@2025-07'],
    ASKING,
  ),
  resale(
    'buy an H100 PCIe, sell after a year',
    ['2024-06-30', 'resale:H100 PCIe 80GB@2024-06', 'datacenter-gpu', 'resale:H100 PCIe 80GB@2025-07'],
    ASKING,
  ),
  resale(
    'buy an A100 40 GB, sell after eight months',
    ['2024-12-31', 'resale:A100 40GB PCIe@2024-12', 'datacenter-gpu', 'resale:A100 40GB PCIe@2025-08'],
    ASKING,
  ),
  resale(
    'buy a used A100 80 GB, sell in 2026',
    ['2024-12-31', 'resale:A100 80GB PCIe@2024', 'datacenter-gpu', 'resale:A100 80GB PCIe@2026'],
    LOW_SOURCE,
  ),
  resale(
    'buy a refurbished Mac Studio M1 Ultra a quarter after its launch',
    ['2022-03-31', 'system:mac-studio-m1-ultra-64@2022-03-18', 'mac', 'system:mac-studio-m1-ultra-64@2022-06-30'],
    'the price of Apple’s own refurbished machines',
  ),
  resale(
    'buy a Mac Studio M3 Ultra 512 GB, sell in 2026',
    ['2025-03-31', 'system:mac-studio-m3-ultra-512@2025-03-12', 'mac', 'system:mac-studio-m3-ultra-512@2026'],
    LOW_SOURCE,
  ),
  rent(
    'rent an H100 rather than reserve it at the price of 2023',
    ['2023-12-31', 'h100_rent.2023', 'h100_rent.2024-10'],
    'the middle of $7–12',
  ),
  rent('rent an H100 for a year', ['2024-10-31', 'h100_rent.2024-10', 'h100_rent.index.2025-10-23']),
  rent('rent 8× H100 (AWS p5)', ['2025-05-31', 'h100_rent.aws_p5_old', 'h100_rent.aws_p5_new'], 'per instance-hour'),
  rent(
    'rent an H100 month by month rather than reserve it for a year in October 2025',
    ['2025-10-31', 'h100_rent.2025-10', 'h100_rent.2026-06.contract_1y'],
    'one-year contracts',
  ),
  rent(
    'rent an H100 from a hyperscaler',
    ['2026-03-06', 'rent_index.h100_hyperscaler.2026-03-06', 'rent_index.h100_hyperscaler.2026-07-15'],
    INDEX,
  ),
  rent(
    'rent an A100 from a hyperscaler',
    ['2026-03-06', 'rent_index.a100_hyperscaler.2026-03-06', 'rent_index.a100_hyperscaler.2026-07-15'],
    INDEX,
  ),
  rent(
    'rent an H100 from a neocloud',
    ['2026-03-06', 'rent_index.h100_neocloud.2026-03-06', 'rent_index.h100_neocloud.2026-07-15'],
    INDEX,
  ),
  rent(
    'rent an A100 from a neocloud',
    ['2026-03-06', 'rent_index.a100_neocloud.2026-03-06', 'rent_index.a100_neocloud.2026-07-15'],
    INDEX,
  ),
  rent(
    'rent a B200 from a neocloud',
    ['2026-03-06', 'rent_index.b200_neocloud.2026-03-06', 'rent_index.b200_neocloud.2026-07-15'],
    INDEX,
  ),
  rent(
    'rent an MI300X from a neocloud',
    ['2026-03-06', 'rent_index.mi300x_neocloud.2026-03-06', 'rent_index.mi300x_neocloud.2026-07-15'],
    INDEX,
  ),
  rent('rent an H100 from Lambda', ['2026-03-31', 'h100_rent.lambda.2026-03', 'h100_rent.lambda.2026-09']),
  rent('rent an H100 from Nebius', ['2026-03-31', 'h100_rent.nebius.2026-03', 'h100_rent.nebius.2026-10-01']),
  rent('rent an H100 from RunPod', ['2026-08-19', 'h100_rent.runpod.2026-08-19', 'h100_rent.runpod.2026-11-09']),
  api('call deepseek-r1', ['2025-12-31', 'api:deepseek-r1@2025-H2', 'api:deepseek-r1@2026-H2']),
  api('call llama-3.1-8b', ['2025-12-31', 'api:llama-3.1-8b@2025-H2', 'api:llama-3.1-8b@2026-H2']),
  api('call llama-3.1-70b', ['2025-12-31', 'api:llama-3.1-70b@2025-H2', 'api:llama-3.1-70b@2026-H2']),
  api('call llama-3.1-405b', ['2025-12-31', 'api:llama-3.1-405b@2025-H2', 'api:llama-3.1-405b@2026-H2']),
  api('call llama-3.3-70b', ['2025-12-31', 'api:llama-3.3-70b@2025-H2', 'api:llama-3.3-70b@2026-H2']),
  api('call llama-4-maverick', [
    '2025-12-31',
    'api:llama-4-maverick-17b-128e@2025-H2',
    'api:llama-4-maverick-17b-128e@2026-H2',
  ]),
  api('call llama-4-scout', ['2025-12-31', 'api:llama-4-scout-17b-16e@2025-H2', 'api:llama-4-scout-17b-16e@2026-H2']),
  api('call qwen3-235b-a22b', ['2025-12-31', 'api:qwen3-235b-a22b@2025-H2', 'api:qwen3-235b-a22b@2026-H2']),
  api('call qwen3-32b', ['2025-12-31', 'api:qwen3-32b@2025-H2', 'api:qwen3-32b@2026-H2']),
];
