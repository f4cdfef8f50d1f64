import { describe, expect, it } from '@jest/globals';
import { withoutSecrets } from './without-secrets.js';

describe(withoutSecrets.name, () => {
  it.each([
    [{ name: 'X-Region', isSecret: true, value: 'hidden', description: 'kept' }],
    [{ name: 'Authorization', value: 'Bearer abcdef', description: 'kept' }],
    [{ name: 'X-API-Key', default: 'abcdef', placeholder: 'abcdef', description: 'kept' }],
    [{ name: 'DB_PASSWORD', choices: ['abcdef'], description: 'kept' }],
  ])('should take the value out of %j', (input) => {
    const { name, description } = input;
    const [header] = withoutSecrets([input]) as object[];
    expect(header).toEqual({
      name,
      description,
      ...('isSecret' in input && { isSecret: input.isSecret }),
    });
  });

  it('should know a variable by the name it stands under', () => {
    const remote = { url: 'https://a.example.com', variables: { api_key: { default: 'abcdef' } } };
    expect(withoutSecrets(remote)).toEqual({ ...remote, variables: { api_key: {} } });
  });

  it.each([
    [{ name: 'Authorization', value: 'Bearer {token}', isSecret: true }],
    [{ name: 'X-Region', default: 'north', choices: ['north', 'south'] }],
    [{ name: 'TOKEN_SECONDS', default: '600' }],
  ])('should keep %j', (input) => {
    expect(withoutSecrets(input)).toEqual(input);
  });
});
