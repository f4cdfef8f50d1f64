import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppConfig } from './config/app-config.js';

const DESCRIPTION = `A live, signed directory of MCP servers.

Member services register a manifest, keep it alive with heartbeats, and leave. Clients find them here, or over MCP at
\`/mcp\`, and then connect to the members directly: no call is ever proxied.

Errors are problem details (RFC 9457) with a stable \`code\`; \`errors\` names every wrong field. All writes may be
repeated: a \`503\` means that the outcome is unknown.`;

/** Swagger UI at `/docs`, the OpenAPI document at `/docs-json`. */
export function setUpApiDocs(app: NestExpressApplication): void {
  const config = new DocumentBuilder()
    .setTitle('OMEGA FastMCP Directory')
    .setDescription(DESCRIPTION)
    .setVersion(app.get(AppConfig).version)
    .setLicense('MIT', '')
    .addTag('Members', 'Register, stay alive, leave')
    .addTag('Discovery', 'Find servers')
    .addTag('Operators', 'How the directory is, and what happened')
    .addTag('Health', 'Probes')
    .setOpenAPIVersion('3.1.0')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    // Writing YAML takes 28 ms of the processor each time.
    raw: ['json'],
    customSiteTitle: 'OMEGA FastMCP Directory',
    swaggerOptions: { defaultModelsExpandDepth: 0, displayRequestDuration: true },
  });
}
