import type { Problem } from '../../core/types.ts';

/** Where an OpenAI-compatible server answers. */
export interface EndpointAddress {
  /** Up to and including `/v1`, without a slash at the end. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly host: string;
  /** On this machine, by its name. */
  readonly isLocal: boolean;
  readonly isEncrypted: boolean;
}

const EXAMPLE = 'write for example `--endpoint http://localhost:8080/v1`';
const ROUTES = /\/(?:chat\/)?(?:completions|models)$/;

function parsed(text: string): URL | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  try {
    return new URL(withScheme);
  } catch {
    return null;
  }
}

const refused = (shown: string, reason: string, hint: string): Problem => ({
  kind: 'invalid-value',
  key: '--endpoint',
  value: shown,
  reason,
  hint,
});

/**
 * The address people paste: with or without scheme, `/v1`, a route or a slash at the end.
 *
 * @returns a Problem for what is no address, or carries a key: addresses are printed and stored.
 * @example endpointAddress('localhost:8080') // baseUrl "http://localhost:8080/v1"
 */
export function endpointAddress(text: string): EndpointAddress | Problem {
  const url = parsed(text.trim());
  if (url === null || url.hostname === '') return refused(text, 'is not an address', EXAMPLE);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused(text, 'is neither http nor https', EXAMPLE);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    const hint = 'addresses are printed and stored: put the key into a variable and name it with `--api-key-env NAME`';
    return refused(`${url.protocol}//…@${url.host}`, 'carries a key or a query', hint);
  }
  const path = url.pathname.replace(/\/+$/, '').replace(ROUTES, '');
  const { hostname } = url;
  return {
    baseUrl: `${url.origin}${path === '' ? '/v1' : path}`,
    origin: url.origin,
    host: url.host,
    isLocal: hostname === 'localhost' || hostname === '[::1]' || hostname === '0.0.0.0' || hostname.startsWith('127.'),
    isEncrypted: url.protocol === 'https:',
  };
}
