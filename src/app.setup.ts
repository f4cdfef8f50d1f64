import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { setUpApiDocs } from './api-docs.js';
import { BodyReader } from './bodies/body-reader.service.js';
import { jsonBody } from './bodies/json-body.middleware.js';
import { limitUnreadBodies } from './bodies/unread-body.js';
import { Clock } from './common/clock.js';
import { AppConfig } from './config/app-config.js';
import { addAnswerHeaders } from './front/answers/answer-headers.js';
import { answerClientErrors } from './front/answers/client-error.js';
import { ProblemFilter } from './front/answers/problem.filter.js';
import { Connections } from './front/connections/connections.service.js';
import { FrontDoor } from './front/front-door.service.js';
import { setUpServer } from './front/server-settings.js';

/** Options that every application of {@link AppModule} is created with. */
export const APP_OPTIONS = { bodyParser: false, abortOnError: false } as const;

/** The HTTP front, the same for the program and for the tests. */
export function setUpApp(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  const express: Express = app.getHttpAdapter().getInstance();
  useStrictRoutes(express);
  addAnswerHeaders(express, app.get(AppConfig));
  app.use(app.get(FrontDoor).handler);
  const clock = app.get(Clock);
  app.use(jsonBody(app.get(BodyReader), clock));
  app.useGlobalFilters(new ProblemFilter());
  setUpApiDocs(app);
  const server: Server = app.getHttpServer();
  setUpServer(server);
  limitUnreadBodies(server, clock);
  app.get(Connections).watch(server);
  answerClientErrors(server, () => clock.now());
}

/**
 * One spelling for each route: a path that a proxy in front blocks must not be reachable by another spelling. The
 * settings of Express come too late: Nest has made its router before.
 */
function useStrictRoutes({ router }: Express): void {
  Object.assign(router, { caseSensitive: true, strict: true });
}
