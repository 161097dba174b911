import type { Answer } from '../app/answer.ts';
import type { Document } from './document.ts';
import type { CatalogIdentity } from './json.ts';
import type { Painter } from './paint.ts';
import { safeDocument } from './safe-document.ts';

export type Format = 'table' | 'json' | 'csv' | 'markdown';

export interface RenderInput {
  readonly answer: Answer;
  readonly document: Document;
  readonly catalog: CatalogIdentity;
  readonly color: Painter;
  readonly width: number | null;
  readonly unicode: boolean;
}

/** Format name → text. Each renderer is loaded when asked for. */
export async function render(format: Format, input: () => RenderInput): Promise<string> {
  switch (format) {
    case 'json': {
      const { renderJson } = await import('./json.ts');
      const { answer, catalog } = input();
      return renderJson(answer, catalog);
    }
    case 'csv': {
      const { renderCsv } = await import('./csv.ts');
      return renderCsv(safeDocument(input().document));
    }
    case 'markdown': {
      const { renderMarkdown } = await import('./markdown.ts');
      return renderMarkdown(safeDocument(input().document));
    }
    case 'table': {
      const { renderText } = await import('./table.ts');
      const { color, width, unicode, ...rest } = input();
      const document = safeDocument(rest.document);
      const hasChart = document.sections.some((section) => section.kind === 'chart');
      const chart = hasChart ? (await import('./chart/index.ts')).renderChartText : () => [];
      return renderText(document, { color, width, unicode }, chart);
    }
    default:
      return format satisfies never;
  }
}
