import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { LOG_LEVELS, type LogLevel } from './app-config.js';

/** The environment variables that the program reads; names as they are set. */
export class Environment {
  @IsOptional()
  @IsIn(['production', 'development', 'test'], {
    message: 'must be production, development or test',
  })
  NODE_ENV?: string;

  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 (any free port) and 65535' })
  @Max(65_535, { message: 'must be between 0 (any free port) and 65535' })
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
  @IsString()
  MONGODB_URI?: string;

  @IsOptional()
  @IsString()
  REDIS_URL?: string;

  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(0, { message: 'must be between 0 and 300 seconds' })
  @Max(300, { message: 'must be between 0 and 300 seconds' })
  SHUTDOWN_DELAY_SECONDS = 0;
}
