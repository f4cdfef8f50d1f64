import type { Response } from 'supertest';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { TestApp } from './test-app.js';

/** The part of an OpenAPI document that tests look at. */
export interface OpenApiDocument {
  readonly paths: Record<string, Record<string, OpenApiOperation>>;
}

interface OpenApiOperation {
  readonly responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

/** Checks answers against the OpenAPI document that the directory itself serves. */
export class OpenApi {
  private constructor(
    readonly document: OpenApiDocument,
    private readonly ajv: Ajv2020,
  ) {}

  static async of(directory: TestApp): Promise<OpenApi> {
    const { body } = (await directory.http.get('/docs-json').expect(200)) as {
      body: OpenApiDocument;
    };
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(body, 'openapi');
    return new OpenApi(body, ajv);
  }

  /** The documented schema faults of an answer; an answer that is not documented is a fault too. */
  faults(method: string, path: string, response: Response): string[] {
    const operation = this.document.paths[path]?.[method];
    const documented = operation?.responses[String(response.status)];
    if (documented === undefined) return [`${method} ${path} does not document ${response.status}`];
    const type = response.type;
    const schema = documented.content?.[type]?.schema;
    if (schema === undefined)
      return [`${method} ${path} ${response.status} does not document ${type}`];
    const validate = this.compile(schema);
    if (validate(response.body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
    );
  }

  private compile(schema: object): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
    return this.ajv.compile(JSON.parse(text) as object);
  }
}
