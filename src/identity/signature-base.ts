import { type InnerList, serializeInnerList } from 'structured-headers';
import { normalAuthority } from './own-authorities.js';
import { SignatureFault } from './signature-fault.js';
import { fieldValue, type SignedRequest } from './signed-request.js';

const FIELD_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * The text that a signature signs: RFC 9421, section 2.5.
 * @throws SignatureFault when a covered component is missing, doubled or one that is not known here
 */
export function signatureBase(request: SignedRequest, input: InnerList): string {
  const lines = componentNames(input).map((name) => `"${name}": ${component(request, name)}`);
  return [...lines, `"@signature-params": ${serialised(input)}`].join('\n');
}

/**
 * The names of the covered components.
 * @throws SignatureFault when one is not a plain name, or there twice
 */
export function componentNames([items]: InnerList): string[] {
  const names = items.map(([name, parameters]) => {
    if (typeof name !== 'string') throw new SignatureFault('a covered component is not a string');
    if (parameters.size > 0) {
      throw new SignatureFault(`the component "${name}" has parameters, which are not taken here`);
    }
    return name;
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SignatureFault(`"${twice}" is covered twice`);
  return names;
}

function component(request: SignedRequest, name: string): string {
  switch (name) {
    case '@method':
      return request.method;
    case '@authority':
      return normalAuthority(request.headers.host ?? '');
    case '@path':
      return originForm(request.originalUrl).replace(/\?.*$/, '');
    case '@request-target':
      return originForm(request.originalUrl);
    default:
      return field(request, name);
  }
}

function field(request: SignedRequest, name: string): string {
  if (!FIELD_NAME.test(name)) throw new SignatureFault(`the component "${name}" is not known here`);
  const value = fieldValue(request, name);
  if (value === undefined) throw new SignatureFault(`"${name}" is covered and not in the request`);
  return value;
}

function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  throw new SignatureFault('the request line has a whole URL in place of a path');
}

function serialised(input: InnerList): string {
  try {
    return serializeInnerList(input);
  } catch {
    throw new SignatureFault('its parameters cannot be written in their one form (RFC 9651)');
  }
}
