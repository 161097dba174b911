import type { Column, Document, FactsSection, Section, TableSection } from './document.ts';
import { formatCell } from './format.ts';
import { STYLE } from './html-style.ts';
import { renderChartSvg } from './svg.ts';
import { markupText } from './text-safety.ts';

const isRight = (column: Column): boolean => (column.align ?? (column.format ? 'right' : 'left')) === 'right';

/** What the live part needs; without it the page is static. */
export interface LivePart {
  /** JSON text safe inside a script element. */
  readonly data: string;
  /** The bundled core and the code that moves it; nothing in it ends its element. */
  readonly script: string;
  /** Of the script, as a content policy names it: `sha256-…`. */
  readonly hash: string;
  /** Sliders and outputs, as markup made by us. */
  readonly panel: string;
}

/** The two parts of a page between which the sliders stand. */
export interface Body {
  readonly decision: string;
  readonly details: string;
}

/** A document as markup: its first section, and the rest. All text is escaped. */
export function bodyHtml(document: Document): Body {
  const [first, ...rest] = document.sections.map(sectionHtml);
  return { decision: first ?? '', details: rest.join('\n') };
}

/**
 * A document as one page that needs nothing else: styles inside, no outside font, script or image, light and dark,
 * print and phone. All text is escaped; the policy in the head lets no request leave the file and no script run but ours.
 */
export function renderHtml(document: Document, live?: LivePart): string {
  const title = markupText(document.title ?? 'hwroi');
  const scripts = live === undefined ? "'none'" : `'${live.hash}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts}; base-uri 'none'; form-action 'none'`;
  const script =
    live === undefined
      ? ''
      : `<script type="application/json" id="live-data">${live.data}</script>\n<script>${live.script}</script>\n`;
  const body = bodyHtml(document);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<div id="decision" aria-live="polite">${body.decision}</div>
${live?.panel ?? ''}
<div id="details">${body.details}</div>
</main>
${script}</body>
</html>
`;
}

/** Prose as markup: what stands between backticks, a command or a flag, is code. */
const proseHtml = (text: string): string => markupText(text).replace(/`([^`]+)`/g, '<code>$1</code>');

function sectionHtml(section: Section): string {
  const heading =
    section.kind !== 'chart' && section.title !== undefined ? `<h2>${proseHtml(section.title)}</h2>\n` : '';
  switch (section.kind) {
    case 'text': {
      const lines = section.lines.map((line) => `<p>${proseHtml(line)}</p>`).join('\n');
      return `<section class="${section.tone ?? 'plain'}">${heading}${lines}</section>`;
    }
    case 'facts':
      return `<section>${heading}${factsHtml(section)}</section>`;
    case 'table':
      return `<section>${heading}${tableHtml(section)}</section>`;
    case 'chart':
      return `<section><h2>${markupText(section.chart.title)}</h2>\n<figure tabindex="0" aria-label="${markupText(section.chart.title)}">${renderChartSvg(section.chart)}</figure></section>`;
    default:
      return section satisfies never;
  }
}

function factsHtml(section: FactsSection): string {
  const rows = section.facts.map((fact) => {
    const unit = fact.unit === undefined ? '' : ` ${fact.unit}`;
    const note = fact.note === undefined ? '' : ` <small>${proseHtml(fact.note)}</small>`;
    return `<dt>${proseHtml(fact.label)}</dt><dd>${proseHtml(`${formatCell(fact.value, fact.format)}${unit}`)}${note}</dd>`;
  });
  return `<dl>${rows.join('\n')}</dl>`;
}

/** Not broken over lines. */
const DATE = /^\d{4}-\d{2}(?:-\d{2})?$/;

function tableHtml(table: TableSection): string {
  const side = (column: Column, text = ''): string =>
    isRight(column) ? ' class="number"' : DATE.test(text) ? ' class="date"' : '';
  const name = (column: Column): string =>
    markupText(column.unit === undefined ? column.label : `${column.label} (${column.unit})`);
  const head = table.columns.map((column) => `<th scope="col"${side(column)}>${name(column)}</th>`).join('');
  const rows = table.rows.map((row) => {
    const cells = table.columns.map((column) => {
      const text = formatCell(row[column.key], column.format);
      return `<td${side(column, text)}>${proseHtml(text)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const label = markupText(table.title ?? 'table');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}
