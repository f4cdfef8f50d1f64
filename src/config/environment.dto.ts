import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import {
  LOG_LEVELS,
  SIGNING_BACKENDS,
  STATEMENT_ALGORITHMS,
  type LogLevel,
  type SigningBackend,
  type StatementAlgorithm,
} from './app-config.js';
import { HOST_LIST, ORIGIN_LIST } from './host-list.js';

const PORT_RANGE = { message: 'must be a whole number from 0 (any free port) to 65535' };
const RETENTION_RANGE = { message: 'must be a whole number of days from 1 to 3650' };
const KEY_AGE_RANGE = { message: 'must be a whole number of days from 1 to 3650' };
const DELAY_RANGE = { message: 'must be a whole number of seconds from 0 to 300' };

const STALE_RANGE = { message: 'must be a whole number of seconds from 30 to 86400' };
const LIMIT_RANGE = { message: 'must be a whole number from 1 to 999999999' };
const HISTORY_RANGE = { message: 'must be a whole number from 100 to 1000000' };
const MANIFEST_RANGE = { message: 'must be a whole number of KiB from 1 to 256' };
const PERCENT_RANGE = { message: 'must be a whole number from 1 to 100' };

const LOOPBACK = 'localhost,127.0.0.1,[::1]';
const HOSTS = { message: 'must be host names without ports, separated by commas, or * for any' };
const ORIGINS = {
  message:
    'must be host names without ports or origins such as https://app.example.com, separated by commas, or * for any',
};

/** The environment variables that the program reads; names as they are set. */
export class Environment {
  @IsOptional()
  @IsIn(['production', 'development', 'test'], {
    message: 'must be production, development or test',
  })
  NODE_ENV?: string;

  @IsInt(PORT_RANGE)
  @Min(0, PORT_RANGE)
  @Max(65_535, PORT_RANGE)
  PORT = 9405;

  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'must be an address or a host name to listen on' })
  HOST = '127.0.0.1';

  @IsString()
  @MinLength(1, { message: 'must name a directory' })
  DATA_DIR = '.data';

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL: LogLevel = 'info';

  @IsOptional()
  @IsString()
  FED_DIR_SIGNING_SECRET?: string;

  @IsOptional()
  @IsString()
  FED_DIR_SIGNING_SECRET_PREVIOUS?: string;

  @IsOptional()
  @Matches(/^mongodb(\+srv)?:\/\/([^@/\s]*@)?[^@,/\s]+(,[^@,/\s]+)*(\/\S*)?$/, {
    message: 'must be like mongodb://user:password@host:27017/database',
  })
  MONGODB_URI?: string;

  @IsOptional()
  @Matches(
    /^(rediss?:\/\/[^/\s]+(\/\d*)?|redis\+sentinel:\/\/[^/\s]+\/[^/?\s]+(\/\d*)?(\?\S*)?)$/,
    {
      message:
        'must be like redis://:password@host:6379/0, or redis+sentinel://:password@host:26379,host:26379/name/0',
    },
  )
  REDIS_URL?: string;

  @IsInt(RETENTION_RANGE)
  @Min(1, RETENTION_RANGE)
  @Max(3_650, RETENTION_RANGE)
  HISTORY_RETENTION_DAYS = 90;

  @IsInt(DELAY_RANGE)
  @Min(0, DELAY_RANGE)
  @Max(300, DELAY_RANGE)
  SHUTDOWN_DELAY_SECONDS = 0;

  @IsInt(RETENTION_RANGE)
  @Min(1, RETENTION_RANGE)
  @Max(3_650, RETENTION_RANGE)
  TOMBSTONE_RETENTION_DAYS = 30;

  @IsInt(PERCENT_RANGE)
  @Min(1, PERCENT_RANGE)
  @Max(100, PERCENT_RANGE)
  CLIENT_SHARE_PERCENT = 10;

  @IsInt(MANIFEST_RANGE)
  @Min(1, MANIFEST_RANGE)
  @Max(256, MANIFEST_RANGE)
  MAX_MANIFEST_KIB = 128;

  @IsOptional()
  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_SERVERS?: number;

  @IsOptional()
  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_STORED_MIB?: number;

  @IsOptional()
  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_INDEXED_TERMS?: number;

  @IsOptional()
  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_TOMBSTONES?: number;

  @IsInt(HISTORY_RANGE)
  @Min(100, HISTORY_RANGE)
  @Max(1_000_000, HISTORY_RANGE)
  MAX_HISTORY_ENTRIES = 1_000;

  @IsOptional()
  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_CONNECTIONS?: number;

  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_STREAMS = 10_000;

  @IsInt(LIMIT_RANGE)
  @Min(1, LIMIT_RANGE)
  MAX_WATCHED_SEARCHES = 200;

  @IsInt(STALE_RANGE)
  @Min(30, STALE_RANGE)
  @Max(86_400, STALE_RANGE)
  MAX_STALE_SECONDS = 900;

  @IsString()
  PROBE_ALLOW_CIDRS = '';

  @IsString()
  PROBE_DENY_CIDRS = '';

  @Matches(/^[A-Za-z][A-Za-z0-9+.-]*:[!-~]{1,200}$/, {
    message: 'must be a URI, as urn:omega:directory or https://directory.example.com',
  })
  DIRECTORY_ISSUER = 'urn:omega:directory';

  @Matches(HOST_LIST, HOSTS)
  ALLOWED_HOSTS = LOOPBACK;

  @Matches(ORIGIN_LIST, ORIGINS)
  ALLOWED_ORIGINS = LOOPBACK;

  @IsOptional()
  @IsString()
  PUBLIC_URL?: string;

  @IsString()
  TRUSTED_PROXIES = '';

  @IsIn(SIGNING_BACKENDS, { message: `must be one of ${SIGNING_BACKENDS.join(', ')}` })
  SIGNING_BACKEND: SigningBackend = 'local';

  @IsIn(STATEMENT_ALGORITHMS, { message: `must be one of ${STATEMENT_ALGORITHMS.join(', ')}` })
  SIGNING_ALGORITHM: StatementAlgorithm = 'EdDSA';

  @IsInt(KEY_AGE_RANGE)
  @Min(1, KEY_AGE_RANGE)
  @Max(3_650, KEY_AGE_RANGE)
  SIGNING_KEY_MAX_AGE_DAYS = 90;

  @IsOptional()
  @IsString()
  SIGNING_KEK?: string;

  @IsOptional()
  @IsString()
  SIGNING_KEK_PREVIOUS?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9:/_-]{1,2048}$/, {
    message: 'must be the id, the ARN or the alias of a KMS key',
  })
  AWS_KMS_KEY_ID?: string;

  @IsOptional()
  @IsUrl(
    { protocols: ['http', 'https'], require_tld: false, require_protocol: true },
    { message: 'must be an http or https URL' },
  )
  AWS_KMS_ENDPOINT?: string;

  @IsOptional()
  @Matches(/^[a-z0-9-]{1,64}$/, { message: 'must be the name of a region, as eu-central-1' })
  AWS_REGION?: string;

  @IsOptional()
  @IsUrl(
    { protocols: ['http', 'https'], require_tld: false, require_protocol: true },
    { message: 'must be an http or https URL' },
  )
  VAULT_ADDR?: string;

  @IsOptional()
  @IsString()
  VAULT_TOKEN?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9_.-]{1,128}$/, { message: 'must be the name of a transit key' })
  VAULT_TRANSIT_KEY?: string;

  @Matches(/^[A-Za-z0-9_./-]{1,128}$/, { message: 'must be the path of a transit engine' })
  VAULT_TRANSIT_MOUNT = 'transit';

  @IsOptional()
  @Matches(/^[A-Za-z0-9_./-]{1,256}$/, { message: 'must be the name of a namespace' })
  VAULT_NAMESPACE?: string;
}
