import type { NestExpressApplication } from '@nestjs/platform-express';
import { setUpApiDocs } from './api-docs.js';
import { answerClientErrors } from './common/http/client-error.js';
import { jsonBody } from './common/http/json-body.middleware.js';
import { noQueryOnWrites } from './common/http/no-query-on-writes.middleware.js';
import { phaseGate } from './common/http/phase-gate.middleware.js';
import { ProblemFilter } from './common/http/problem.filter.js';
import { requestId } from './common/http/request-id.middleware.js';
import { ProcessState } from './common/process-state.js';
import { AppConfig } from './config/app-config.js';

/** Options that every application of {@link AppModule} is created with. */
export const APP_OPTIONS = { bodyParser: false, abortOnError: false } as const;

/** The HTTP front, the same for the program and for the tests. */
export function setUpApp(app: NestExpressApplication): void {
  const { logLevel } = app.get(AppConfig);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.use(requestId(logLevel === 'debug' || logLevel === 'trace'));
  app.use(phaseGate(app.get(ProcessState)));
  app.use(noQueryOnWrites());
  app.use(jsonBody());
  answerClientErrors(app.getHttpServer());
  app.useGlobalFilters(new ProblemFilter());
  setUpApiDocs(app);
}
