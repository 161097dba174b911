import { markupText } from '../report/text-safety.ts';
import type { Slider } from './payload.ts';

/** The sliders as markup, hidden until the script that moves them runs. */
export function panelHtml(sliders: readonly Slider[]): string {
  return `<section id="live" aria-labelledby="live-title" hidden>
<h2 id="live-title">Move the assumptions</h2>
<p class="small">Every figure on this page is computed again here, with the formulas of the command line. Nothing is sent.</p>
<div class="sliders">
${sliders.map(sliderHtml).join('\n')}
</div>
<p id="live-glance"></p>
<p><button type="button" id="live-reset" disabled>Back to the printed values</button></p>
</section>
<p id="live-status" class="small" role="status"></p>
<noscript><p class="small">Without JavaScript the sliders are left out; every figure is the printed one.</p></noscript>`;
}

function sliderHtml({ key, label, values, printed, printedText }: Slider): string {
  const text = `as printed: ${printedText}`;
  const last = values.length - 1;
  return `<div><label for="live-${key}">${markupText(label)}</label><output id="live-${key}-value" for="live-${key}">${markupText(text)}</output><input type="range" id="live-${key}" min="0" max="${last}" step="1" value="${printed}" aria-valuetext="${markupText(text)}"></div>`;
}
