import { ApiProperty } from '@nestjs/swagger';

/** The server is gone from every listing; a fresh registration may come back. */
export class UnregisterAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ enum: ['unregistered'] })
  outcome!: 'unregistered';
}
