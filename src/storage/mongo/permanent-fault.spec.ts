import { describe, expect, it } from '@jest/globals';
import { Error as MongooseErrors, mongo } from 'mongoose';
import { isPermanent } from './permanent-fault.js';

const answer = (code: number, codeName: string) =>
  new mongo.MongoServerError({ ok: 0, code, codeName, errmsg: 'as the server said' });

const system = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall });

const network = (cause: Error) => new mongo.MongoNetworkError(cause.message, { cause });

/** What Mongoose throws when none of the servers can be chosen, each for a reason of its own. */
function noServer(...failures: readonly Error[]): Error {
  const servers = new Map(failures.map((error, index) => [`host:${index}`, { error }]));
  return Object.assign(new MongooseErrors.MongooseServerSelectionError('no server'), {
    reason: { servers },
  });
}

const SELF_SIGNED = network(system('DEPTH_ZERO_SELF_SIGNED_CERT', 'connect'));
const REFUSED = network(system('ECONNREFUSED', 'connect'));

describe(isPermanent.name, () => {
  it.each([
    ['a database name that is not permitted', answer(73, 'InvalidNamespace')],
    ['a database name in another case', answer(13_297, 'DatabaseDifferCase')],
    ['a wrong password', answer(18, 'AuthenticationFailed')],
    ['an unknown user', answer(11, 'UserNotFound')],
    ['a user without rights', answer(13, 'Unauthorized')],
    ["Atlas' refusal", answer(8_000, 'AtlasError')],
    ['an unknown mechanism', answer(334, 'MechanismUnavailable')],
    ["somebody else's index", answer(85, 'IndexOptionsConflict')],
    ['a view in place of a collection', answer(166, 'CommandNotSupportedOnView')],
    ['a malformed URI', new mongo.MongoParseError('URI malformed')],
    [
      'an option without a value',
      new mongo.MongoAPIError('URI option "x" cannot be specified with no value'),
    ],
    ['a wrong option', new mongo.MongoInvalidArgumentError('no such option')],
    [
      'a missing package',
      new mongo.MongoMissingDependencyError('kerberos', {
        cause: new Error('not found'),
        dependencyName: 'kerberos',
      }),
    ],
    ['a certificate file that is missing', system('ENOENT', 'open')],
    ['a certificate that is not trusted', SELF_SIGNED],
    ['that of every server', noServer(SELF_SIGNED, SELF_SIGNED)],
    [
      'a host that the certificate does not name',
      noServer(network(system('ERR_TLS_CERT_ALTNAME_INVALID', 'connect'))),
    ],
    ['a server without TLS', noServer(network(system('ERR_SSL_WRONG_VERSION_NUMBER', 'connect')))],
  ])('should not wait for an end of %s', (_what, error) => {
    expect(isPermanent(error)).toBe(true);
  });

  it.each([
    ['nobody who listens', REFUSED],
    ['an untrusted certificate beside a server that is away', noServer(SELF_SIGNED, REFUSED)],
    ['no server at all', noServer()],
    ['a name that is not resolved', system('ENOTFOUND', 'querySrv')],
    ['a name without servers so far', new mongo.MongoAPIError('No addresses found at host')],
    ['an election', answer(10_107, 'NotWritablePrimary')],
    ['a shutdown', answer(91, 'ShutdownInProgress')],
    ['a busy server', answer(16_500, 'RequestRateTooLarge')],
    ['a full disk', answer(14_031, 'OutOfDiskSpace')],
    ['its own failure', answer(1, 'InternalError')],
    ['a certificate that is not valid yet', network(system('CERT_NOT_YET_VALID', 'connect'))],
    ['a text', 'InvalidNamespace'],
  ])('should wait for an end of %s', (_what, error) => {
    expect(isPermanent(error)).toBe(false);
  });
});
