/** `npm run fit:spreads`: estimates how far effects and errors stray, into scripts/fit/level-spreads.json. Two minutes. */
import { writeFileSync } from 'node:fs';
import { estimateSpreads } from './estimate-spreads.ts';
import { SPREADS_FILE } from './level-spreads.ts';
import { readFigures } from './pipeline.ts';

const ROUNDS = 8;
const spreads = estimateSpreads(readFigures().figures, ROUNDS);
writeFileSync(SPREADS_FILE, `${JSON.stringify(spreads, null, 1)}\n`);
process.stdout.write(
  `${SPREADS_FILE}: ${Object.keys(spreads.effects).length} deviations, ${Object.keys(spreads.errors).length} scales\n`,
);
