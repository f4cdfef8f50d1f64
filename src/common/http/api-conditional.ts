import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents a route whose answers carry an entity tag, see `send-document.ts`. */
export function ApiConditional(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'Entity tag of the answer that the client has.',
    }),
    ApiResponse({ status: 304, description: 'The entity tag in If-None-Match still holds.' }),
  );
}
