import type { Feed } from './feed.ts';
import { genaiPrices } from './genai-prices.ts';
import { gpuhunt, skypilot } from './gpu-csv.ts';
import { litellm } from './litellm.ts';
import { modelsDev } from './models-dev.ts';

/** Public price feeds `hwroi catalog import` reads. */
export const FEEDS: readonly Feed[] = [modelsDev, litellm, genaiPrices, skypilot, gpuhunt];
