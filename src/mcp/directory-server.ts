/* eslint-disable @typescript-eslint/no-deprecated -- the SDK's name for its lower level, which does not match URIs */
import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Implementation,
  type JSONRPCRequest,
  type RequestMethod,
  type RequestTypeMap,
  type Result,
  type ResultTypeMap,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/** Is told of errors that nobody expected. */
export type MistakeListener = (method: string, error: unknown) => void;

/** The SDK's server for one request, with errors as they should be. */
export class DirectoryServer extends Server {
  constructor(
    info: Implementation,
    options: ServerOptions,
    private readonly onMistake: MistakeListener,
  ) {
    super(info, options);
    // The SDK would wait forever for the answer to a cancelled request in the same batch.
    this.removeNotificationHandler('notifications/cancelled');
  }

  /** The revision that an `initialize` has agreed on. */
  get agreedRevision(): string | undefined {
    return this.getNegotiatedProtocolVersion();
  }

  /** Answers the requests of one method. */
  answer<M extends RequestMethod>(
    method: M,
    handler: (params: RequestTypeMap[M]['params']) => ResultTypeMap[M] | Promise<ResultTypeMap[M]>,
  ): void {
    // What a promise holds is not thrown at once: that would be the SDK's own error.
    const answering = async (request: RequestTypeMap[M]) => await handler(request.params);
    this.setRequestHandler(method, answering as never);
  }

  /** Wrong parameters, which the SDK calls its internal error, are invalid; unexpected errors are not shown. */
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    return super._wrapHandler(method, async (request, context) => {
      let answer: Promise<Result>;
      try {
        answer = handler(request, context);
      } catch {
        const message = `The parameters are not those of ${method}.`;
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
      }
      try {
        return await answer;
      } catch (error) {
        if (error instanceof ProtocolError) throw error;
        this.onMistake(method, error);
        const message = 'The directory made a mistake. Its log has the cause.';
        throw new ProtocolError(ProtocolErrorCode.InternalError, message);
      }
    });
  }
}
