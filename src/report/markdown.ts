import {
  type Chart,
  type Document,
  type FactsSection,
  type Section,
  shownColumns,
  type TableSection,
} from './document.ts';
import { formatCell } from './format.ts';
import { visible } from './visible.ts';

const SPECIAL = /[\\`*_{}[\]<>|#]/g;
/** What stands between two backticks, or one character that Markdown would read as its own. */
const SPAN_OR_SPECIAL = /`[^`]+`|[\\`*_{}[\]<>|#]/g;
/** With nothing in it that would be markup or a table break were it not code. */
const HARMLESS = /^`[^<>[\]|\\]+`$/;

/** Text that stays text: no markup, no table break. Commands and flags between single backticks are code. */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/\s*\r?\n\s*/g, ' ')
    .replace(SPAN_OR_SPECIAL, (found, at: number, whole: string) => {
      const alone = whole[at - 1] !== '`' && whole[at + found.length] !== '`';
      return alone && HARMLESS.test(found) ? found : found.replace(SPECIAL, (character) => `\\${character}`);
    });
}

function renderTable(table: TableSection): string[] {
  const columns = shownColumns(table);
  const heads = columns.map((c) => markdownText(c.unit === undefined ? c.label : `${c.label} (${c.unit})`));
  const rules = columns.map((c) => ((c.align ?? (c.format ? 'right' : 'left')) === 'right' ? '---:' : '---'));
  const rows = table.rows.map((row) => columns.map((c) => markdownText(formatCell(row[c.key], c.format))));
  return [heads, rules, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function renderFacts(section: FactsSection): string[] {
  return section.facts.map((fact) => {
    const value = formatCell(fact.value, fact.format);
    const unit = fact.unit === undefined ? '' : ` ${fact.unit}`;
    const note = fact.note === undefined ? '' : ` (${fact.note})`;
    return `- ${markdownText(fact.label)}: ${markdownText(`${value}${unit}${note}`)}`;
  });
}

/** A chart as text in a fence that nothing in it can close. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}

function renderSection(section: Section, draw: DrawChart): string[] {
  switch (section.kind) {
    case 'text':
      return [
        ...title(section.title).slice(0, 1),
        ...section.lines.map((line) =>
          section.tone === 'headline' ? `**${markdownText(line)}**` : `${markdownText(line)}`,
        ),
      ];
    case 'facts':
      return [...title(section.title), ...renderFacts(section)];
    case 'table':
      return [...title(section.title), ...renderTable(section)];
    case 'chart': {
      const lines = draw(section.chart);
      return lines.length === 0 ? [] : [fenced(lines)];
    }
    default:
      return section satisfies never;
  }
}

const title = (text: string | undefined): string[] => (text === undefined ? [] : [`## ${markdownText(text)}`, '']);

/** A chart as lines of text; none: it is left out. */
export type DrawChart = (chart: Chart) => readonly string[];

/** GitHub-flavored Markdown: right-aligned numbers, one blank line between sections, charts as text in fences. */
export function renderMarkdown(document: Document, draw: DrawChart = () => []): string {
  const head = document.title === undefined ? [] : [`# ${markdownText(document.title)}`];
  const parts = [
    ...head,
    ...document.sections.map((s) => renderSection(s, draw).join(textJoin(s))).filter((t) => t !== ''),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Lines of a text section are paragraphs of their own; rows of lists and tables are not. */
const textJoin = (section: Section): string => (section.kind === 'text' ? '\n\n' : '\n');
