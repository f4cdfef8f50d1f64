import type { Connection, Model } from 'mongoose';
import { HistoryDocument, HistorySchema } from './schemas/history.schema.js';
import { ReplicaDocument, ReplicaSchema } from './schemas/replica.schema.js';
import { ServerDocument, ServerSchema } from './schemas/server.schema.js';
import { SettingDocument, SettingSchema } from './schemas/setting.schema.js';

/** The collections of the directory. */
export class MongoModels {
  readonly servers: Model<ServerDocument>;
  readonly history: Model<HistoryDocument>;
  readonly settings: Model<SettingDocument>;
  readonly replicas: Model<ReplicaDocument>;

  constructor(connection: Connection) {
    this.servers = connection.model<ServerDocument>(ServerDocument.name, ServerSchema);
    this.history = connection.model<HistoryDocument>(HistoryDocument.name, HistorySchema);
    this.settings = connection.model<SettingDocument>(SettingDocument.name, SettingSchema);
    this.replicas = connection.model<ReplicaDocument>(ReplicaDocument.name, ReplicaSchema);
  }
}
