import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import tseslint from 'typescript-eslint';

const SYNTAX = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: "CallExpression[callee.name='forwardRef']", message: 'Break the cycle instead.' },
];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` },
    },
    rules: {
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowEmpty: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Messages are described by classes (for validation and OpenAPI) and made as plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 250 }],
      'no-restricted-syntax': ['error', ...SYNTAX],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config/**', 'src/client/verify.ts', '**/*.spec.ts', '**/*.contract.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'config/ is the only reader of process.env.',
        },
        { object: 'Date', property: 'now', message: 'Time comes from the injected Clock.' },
        {
          object: 'JSON',
          property: 'parse',
          message: 'parseJson() reads each key as it is written.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/front/callers/**', 'src/outbound/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...SYNTAX,
        {
          selector:
            "MemberExpression[property.name='remoteAddress'], Property[key.name='remoteAddress']",
          message:
            'clientOf() says who sends a request: behind a proxy the peer is not the client.',
        },
        {
          selector: 'Literal[value=/^x-forwarded-|^forwarded$/i]',
          message: 'Only front/callers/ knows which proxies are believed.',
        },
        {
          selector:
            "MemberExpression[object.name='request'][property.name=/^(ip|ips|hostname|protocol|host)$/]",
          message: 'Use clientOf() and BaseUrl, which know the trusted proxies.',
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
  prettier,
);
