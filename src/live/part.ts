import type { ReportAnswer } from '../app/report/result.ts';
import type { LivePart } from '../report/html.ts';
import { scriptJson } from '../report/text-safety.ts';
import { panelHtml } from './panel.ts';
import { type LivePayload, livePayload } from './payload.ts';
import { printedAs, slidersOf } from './sliders.ts';

export type LiveInput = Pick<LivePayload, 'catalog' | 'draws'> & Pick<LivePart, 'script' | 'hash'>;

/** What makes the page of a report move. */
export function livePart(answer: ReportAnswer, { catalog, draws, script, hash }: LiveInput): LivePart {
  const sliders = slidersOf(answer);
  const payload = livePayload(answer, { catalog, draws, printed: printedAs(answer), sliders });
  return { data: scriptJson(payload), script, hash, panel: panelHtml(payload.sliders) };
}
