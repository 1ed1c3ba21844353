import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { importFences } from './infra/eslint/import-fences.js';
import svelteConfig from './svelte.config.js';

const WEB = ['apps/web/**/*.ts', 'apps/web/**/*.svelte'];

/** The rules that read types are in .oxlintrc.json. */
export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/build/',
      '**/.svelte-kit/',
      '.neuvo/',
      'data/',
      'test-results/',
      'playwright-report/',
      'packages/messages/generated/',
      'packages/messages/project.inlang/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    plugins: { neuvo: { rules: { 'import-fences': importFences } } },
    languageOptions: { globals: globals.node },
    rules: {
      'neuvo/import-fences': 'error',
      eqeqeq: ['error', 'smart'],
      'no-console': 'off',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A named interface over a mapped type is worked out once for each name, an alias whenever it is compared.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // An index that a check has proven is clearer with "!" than with a branch that can't be reached.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['packages/domain/src/**/*.ts'], ignores: ['**/*.test.ts'], rules: pureRules() },
  ...svelte.configs.recommended.map((each) => ({ ...each, files: each.files ?? WEB })),
  {
    files: WEB,
    languageOptions: { globals: { ...globals.browser }, parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Props are destructured with "let" by Svelte's own rule: a bindable one is written to.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all', excludedRunes: ['$props', '$derived'] }],
      // The compiler's own check knows the globals and Kit's types; this rule does not.
      'no-undef': 'off',
      // The app is served at the root of its host, so a path is a path.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
);

/** The domain is given the time and the chance; reading either makes a rule untestable. */
function pureRules() {
  const clock = 'The domain is pure: take the time as a parameter.';
  return {
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: clock },
      { object: 'performance', property: 'now', message: clock },
      {
        object: 'Math',
        property: 'random',
        message: 'The domain is pure: take what is random as a parameter.',
      },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clock },
      { selector: 'AwaitExpression', message: 'The domain is synchronous: decide, and let the caller wait.' },
    ],
  };
}
