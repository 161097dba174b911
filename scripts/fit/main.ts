/** `npm run fit`: recomputes data/engines.json from the measurements in the repository. */
import { writeFileSync } from 'node:fs';
import { constantsOf, fitAll, heldOut, intervalSample } from './pipeline.ts';

const fit = fitAll();
const held = {
  hardware: heldOut(fit, 'hardware'),
  model: heldOut(fit, 'model'),
  pair: heldOut(fit, 'pair'),
  source: heldOut(fit, 'source'),
};
const constants = constantsOf(fit, intervalSample(held), held);
writeFileSync('data/engines.json', `${JSON.stringify(constants, null, 1)}\n`);
process.stdout.write(
  `data/engines.json: ${fit.problem.bound.length} figures, ${fit.problem.unknowns.length} effects, ` +
    `${fit.skipped.length} rows unresolved, ${fit.excluded.length} figures excluded\n`,
);
