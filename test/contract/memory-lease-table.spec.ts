import { openMemoryLeases } from '../support/memory-leases.js';
import { leaseTableContract } from './lease-table.contract.js';

leaseTableContract('MemoryLeaseTable', openMemoryLeases);
