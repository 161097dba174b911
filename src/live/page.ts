/** What runs inside an HTML report: sliders in, the same document out. Bundled by scripts/live-module.ts. */
import type { ReportJson } from '../app/report/result.ts';
import { bodyHtml } from '../report/html.ts';
import { safeDocument } from '../report/safe-document.ts';
import { commandText, reportDocument } from '../report/views/report.ts';
import { glanceText } from './glance.ts';
import type { LivePayload, Slider } from './payload.ts';
import { type Moved, recomputed } from './recompute.ts';
import { valueText } from './value-text.ts';

/** The little of a browser that is used. */
interface PageElement {
  innerHTML: string;
  textContent: string | null;
  value: string;
  hidden: boolean;
  disabled: boolean;
  readonly setAttribute: (name: string, value: string) => void;
  readonly addEventListener: (event: 'input' | 'click', listener: () => void) => void;
}
declare const document: { readonly getElementById: (id: string) => PageElement | null };
declare const window: {
  /** For tests: what the page shows now, unrounded, and for which values. */
  __hwroi?: () => { readonly moved: Moved; readonly result: ReportJson };
};
declare const setTimeout: (work: () => void, milliseconds: number) => number;
declare const clearTimeout: (id: number) => void;

function element(id: string): PageElement {
  const found = document.getElementById(id);
  if (found === null) throw new RangeError(`this report has no #${id}`);
  return found;
}

const payload: LivePayload = JSON.parse(element('live-data').textContent ?? '');
const [decision, details, status, reset, quick] = [
  'decision',
  'details',
  'live-status',
  'live-reset',
  'live-glance',
].map(element);
const asPrinted = { decision: decision?.innerHTML ?? '', details: details?.innerHTML ?? '' };

const indexOf = ({ key }: Slider): number => Number(element(`live-${key}`).value);

function movedNow(): Moved {
  const moved = payload.sliders.flatMap((slider) => {
    const index = indexOf(slider);
    return index === slider.printed ? [] : [[slider.key, slider.values[index]] as const];
  });
  return Object.fromEntries(moved);
}

function label(slider: Slider): void {
  const index = indexOf(slider);
  const value = slider.values[index];
  const moved = index !== slider.printed && value !== undefined;
  const text = moved ? valueText(slider.key, value) : `as printed: ${slider.printedText}`;
  element(`live-${slider.key}-value`).textContent = text;
  element(`live-${slider.key}`).setAttribute('aria-valuetext', text);
}

/** The figures on the page where they are not the printed ones. */
let shown: ReportJson | null = null;

function show(moved: Moved): void {
  const changed = Object.keys(moved).length > 0;
  if (reset !== undefined) reset.disabled = !changed;
  const answer = changed ? recomputed(payload, moved) : null;
  shown = answer?.result ?? null;
  const body = answer === null ? asPrinted : bodyHtml(safeDocument(reportDocument(answer, payload.catalog)));
  if (decision !== undefined) decision.innerHTML = body.decision;
  if (details !== undefined) details.innerHTML = body.details;
  const said =
    answer === null ? 'As printed.' : `Changed. The same from the command line: ${commandText(answer.reproduce)}`;
  if (status !== undefined) status.textContent = said;
}

/** A slider that has not moved for so long rests: odds, ranges and charts are computed then. */
const REST_MILLISECONDS = 150;
let [glancing, waiting] = [0, 0];
function changed(): void {
  payload.sliders.forEach(label);
  clearTimeout(glancing);
  clearTimeout(waiting);
  // Folds the events that came while the last glance was computed into one.
  glancing = setTimeout(glance, 0);
  waiting = setTimeout(rest, REST_MILLISECONDS);
}

/** The point answer at once; what is not yet computed anew is dimmed. */
function glance(): void {
  const moved = movedNow();
  if (Object.keys(moved).length === 0) return;
  if (quick !== undefined) quick.textContent = glanceText(payload, moved);
  settle(true);
}

function rest(): void {
  show(movedNow());
  if (quick !== undefined) quick.textContent = '';
  settle(false);
}

function settle(busy: boolean): void {
  for (const part of [decision, details]) part?.setAttribute('aria-busy', String(busy));
}

for (const { key } of payload.sliders) element(`live-${key}`).addEventListener('input', changed);
reset?.addEventListener('click', () => {
  for (const { key, printed } of payload.sliders) element(`live-${key}`).value = String(printed);
  changed();
});
element('live').hidden = false;
// A browser may restore sliders after a reload: what they say is what is shown.
changed();
window.__hwroi = () => {
  clearTimeout(glancing);
  clearTimeout(waiting);
  const moved = movedNow();
  rest();
  return { moved, result: shown ?? recomputed(payload, moved).result };
};
