import { readFileSync, writeFileSync } from 'node:fs';
import { Bed, type Outcome, type Setting } from './bed.ts';
import { engineChecks } from './engines.ts';
import { pathChecks, textChecks, writingChecks } from './files.ts';
import { networkChecks } from './network.ts';
import { answers } from './questions.ts';
import { catalogChecks, storeChecks } from './stores.ts';
import { cacheChecks, packageChecks, streamChecks } from './streams.ts';

/** The half of scripts/windows.mjs that runs where hwroi runs: every question, then every check. */
const setting: Setting = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const bed = new Bed(setting);
const found = await answers(bed);
if (!setting.answersOnly) {
  const groups = [
    textChecks,
    pathChecks,
    writingChecks,
    catalogChecks,
    storeChecks,
    engineChecks,
    streamChecks,
    cacheChecks,
    packageChecks,
  ];
  for (const group of groups) await group(bed);
  await networkChecks(bed, setting.feed);
}
const outcome: Outcome = { platform: process.platform, node: process.version, checks: bed.checks, answers: found };
writeFileSync(setting.outcome, JSON.stringify(outcome));
