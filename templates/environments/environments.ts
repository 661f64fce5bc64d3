import { Environments, Size } from 'isthmus';
import { MySystem, type Settings } from './system';

/** Each has a lock file, outputs and a state of its own: `npx isthmus synth --env staging`. */
export const environments = Environments.of(
  {
    staging: {
      domain: 'staging.example.internal',
      host: '192.168.7.2',
      network: { all: '10.20.0.0/16', data: '10.20.10.0/24' },
      nodeAddresses: ['192.168.7.11'],
      database: { cpus: 2, memory: Size.gibibytes(4), disk: Size.gibibytes(20), backup: false },
      replicas: 1,
    },
    production: {
      domain: 'example.internal',
      host: '192.168.8.2',
      network: { all: '10.30.0.0/16', data: '10.30.10.0/24' },
      nodeAddresses: ['192.168.8.11', '192.168.8.12', '192.168.8.13'],
      database: { cpus: 8, memory: Size.gibibytes(32), disk: Size.gibibytes(500), backup: true },
      replicas: 3,
    },
  },
  (settings: Settings) => new MySystem(settings),
);
