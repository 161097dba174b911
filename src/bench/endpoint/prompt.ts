import type { RandomSource } from '../../core/uncertainty/random.ts';

/** Common short words: one to two tokens each in every tokenizer. */
const WORDS = (
  'able about above across after again against air all almost along also always among and animal answer apple area arm ' +
  'around art ask autumn away back bad bag ball band bank base beach bear beat bed before begin behind bell below best ' +
  'big bird black blue boat body bone book both box boy branch bread break bridge bright bring brother brown build busy ' +
  'call calm camp car care carry case cat catch cause center chair change cheap check child choose church circle city ' +
  'class clean clear clock close cloud coast coat cold color come cook cool copper corn corner cost cotton country cover ' +
  'cross crowd cup cut dance dark day dead deep desk dinner door double down draw dream dress drink drive dry dust each ' +
  'early earth east easy edge eight end engine even evening every eye face fair fall family far farm fast father field ' +
  'fight fill find fire first fish five flat floor flower fly follow food foot forest form four free fresh friend front ' +
  'fruit full game garden gate gentle give glass gold good grass gray great green ground group grow half hand happy hard ' +
  'hat head hear heart heavy help high hill hold home honey horse hot hour house ice iron island job join jump keep key ' +
  'kind king kitchen lake lamp land large last late laugh law lead leaf learn left leg letter level light line list'
).split(' ');

/** Words before the request proper: a cache that keeps prefixes finds nothing in them. */
const ENDING = '\nTell a very long story in which these words appear.';

/**
 * A prompt nobody has sent before: random words, so that no prefix cache makes a server look faster than it is.
 *
 * @example uniquePrompt(3, randomSource(1)).split(' ').length // more than 3
 */
export function uniquePrompt(words: number, random: RandomSource): string {
  const chosen = Array.from({ length: Math.max(1, words) }, () => WORDS[random.below(WORDS.length)] ?? '');
  return chosen.join(' ') + ENDING;
}

/** How many tokens a server counted for prompts of a few and of many words. */
export interface PromptSample {
  readonly words: number;
  readonly promptTokens: number;
}

/** Tokens a word takes before anything was counted. */
const USUAL_TOKENS_PER_WORD = 1.1;
const USUAL_TOKENS_AROUND = 24;

/**
 * Words that make a prompt of about so many tokens with this server's tokenizer and chat template.
 *
 *   tokens = around + perWord × words, both from two counted prompts
 *
 * @example wordsFor(110, [{ words: 0, promptTokens: 10 }, { words: 100, promptTokens: 110 }]) // 100
 */
export function wordsFor(promptTokens: number, samples: readonly PromptSample[]): number {
  const [few, many] = samples;
  const slope =
    few === undefined || many === undefined || many.words === few.words
      ? USUAL_TOKENS_PER_WORD
      : (many.promptTokens - few.promptTokens) / (many.words - few.words);
  const perWord = slope > 0.25 && slope < 8 ? slope : USUAL_TOKENS_PER_WORD;
  const around = few === undefined ? USUAL_TOKENS_AROUND : Math.max(0, few.promptTokens - perWord * few.words);
  return Math.max(1, Math.round((promptTokens - around) / perWord));
}
