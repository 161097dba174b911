import type { UsageFormat } from '../../core/usage/event.ts';
import type { Format } from '../reader.ts';
import { anthropicUsage } from './anthropic-usage.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { litellm } from './litellm.ts';
import { llamaServer } from './llama-server.ts';
import { openaiUsage } from './openai-usage.ts';
import { openrouter } from './openrouter.ts';
import { plainCsv } from './plain-csv.ts';

/** Every format we read. */
export const FORMATS: Readonly<Record<UsageFormat, Format>> = {
  'anthropic-usage': anthropicUsage,
  'claude-code': claudeCode,
  codex,
  litellm,
  'llama-server': llamaServer,
  'openai-usage': openaiUsage,
  openrouter,
  'plain-csv': plainCsv,
};
