import type { Criterion, Requirements } from '../resolved/requirements';

/** Where something runs. */
export type AdvisedSide = 'machine' | 'container';

/** What an answer to a criterion speaks for. */
export interface AdviceRule {
  /** Unset: neither side. */
  readonly for?: AdvisedSide;
  /** From 1 to 3: how much. 0 where it speaks for neither. */
  readonly points: number;
  /** The other side is out of the question. */
  readonly decides?: true;
  /** Why. */
  readonly because: string;
  /** Where that is from. */
  readonly source: string;
}

/** A criterion, and its rules by answer. */
export interface CriterionRules<Answer extends string> {
  /** What it is called. */
  readonly title: string;
  /** By answer. */
  readonly answers: { readonly [A in Answer]: AdviceRule };
}

const NEITHER = { points: 0 } as const;
const NIST_CONTAINERS = 'NIST SP 800-190, Application Container Security Guide';
const NIST_VIRTUALIZATION = 'NIST SP 800-125, Guide to Security for Full Virtualization Technologies';
const STARTUP = 'the figures of `isthmus capacity`: 5 s for a pod; 97 s and 810 s for machines';
const TWELVE = 'The Twelve-Factor App (12factor.net)';
const STATEFUL = 'kubernetes.io, "StatefulSets": limitations; each replica needs storage, order and backups of its own';
const STRANGLER = 'Martin Fowler, "Strangler Fig Application" and "Microservices" (martinfowler.com)';

/**
 * The rules of the decision between machine and container. They are opinions with reasons: to argue with one of them is to edit this file.
 */
export const RULES: { readonly [C in Criterion]: CriterionRules<NonNullable<Requirements[C]>> } = {
  startUp: {
    title: 'start-up time',
    answers: {
      seconds: { for: 'container', points: 2, because: 'another pod is there in seconds, another machine in minutes', source: STARTUP },
      minutes: { ...NEITHER, because: 'either is there in minutes', source: STARTUP },
    },
  },
  efficiency: {
    title: 'resource efficiency',
    answers: {
      shared: {
        for: 'container',
        points: 2,
        because: 'a machine of its own would spend about as much on its operating system as on the work',
        source: 'the figures of `isthmus capacity`: what operating systems take',
      },
      whole: {
        ...NEITHER,
        because: 'it fills what it runs on, and neither side costs much beside it',
        source:
          'Felter et al., "An Updated Performance Comparison of Virtual Machines and Linux Containers", ISPASS 2015: processor and memory are as fast in both',
      },
    },
  },
  isolation: {
    title: 'isolation',
    answers: {
      kernel: {
        for: 'machine',
        points: 3,
        because: 'containers of a node share its kernel: a hole in it is a way from one to all',
        source: `${NIST_CONTAINERS}, 2.2 and 3.5.2`,
      },
      process: { ...NEITHER, because: 'borders between processes are enough', source: NIST_CONTAINERS },
    },
  },
  security: {
    title: 'security',
    answers: {
      'own-controls': {
        for: 'machine',
        points: 2,
        because: 'agents, audits and patches of its own need an operating system of its own',
        source: NIST_VIRTUALIZATION,
      },
      platform: {
        for: 'container',
        points: 1,
        because: 'images are small, read-only and replaced rather than patched',
        source: `${NIST_CONTAINERS}, 2.3`,
      },
    },
  },
  operatingSystem: {
    title: 'several operating systems',
    answers: {
      linux: { ...NEITHER, because: 'both sides run it', source: NIST_CONTAINERS },
      'own-kernel': {
        for: 'machine',
        points: 3,
        decides: true,
        because: 'a container has the kernel of its node, and no say in it',
        source: `${NIST_CONTAINERS}, 2`,
      },
      windows: {
        for: 'machine',
        points: 3,
        decides: true,
        because: 'the nodes of these clusters are Linux',
        source: 'kubernetes.io, "Windows containers in Kubernetes": they need Windows nodes',
      },
    },
  },
  legacy: {
    title: 'legacy compatibility',
    answers: {
      fixed: {
        for: 'machine',
        points: 3,
        decides: true,
        because: 'nobody can build it anew: it stays on what it was installed on',
        source: STRANGLER,
      },
      none: { ...NEITHER, because: 'it can be built for either side', source: STRANGLER },
    },
  },
  devOps: {
    title: 'DevOps support',
    answers: {
      continuous: {
        for: 'container',
        points: 2,
        because: 'the same image goes from the developer to production, and back by one command',
        source: `${TWELVE}, V and X`,
      },
      occasional: { ...NEITHER, because: 'rare releases can be made by hand on either side', source: TWELVE },
    },
  },
  microservices: {
    title: 'microservices',
    answers: {
      part: {
        for: 'container',
        points: 2,
        because: 'many small ones, several alike, are what a cluster places, finds and replaces by itself',
        source: `${STRANGLER}; ${TWELVE}, VIII`,
      },
      whole: { for: 'machine', points: 1, because: 'one large process gains little from a cluster', source: STRANGLER },
    },
  },
  operations: {
    title: 'operations',
    answers: {
      replaceable: {
        for: 'container',
        points: 1,
        because: 'a cluster makes lost instances anew by itself',
        source: `${TWELVE}, VI and IX`,
      },
      stateful: {
        for: 'machine',
        points: 3,
        because: 'one instance holds data: its disk, backups and upgrades are looked after by hand',
        source: STATEFUL,
      },
      claims: {
        for: 'machine',
        points: 1,
        because: 'its data follows it from node to node, but backups and upgrades are looked after by hand',
        source: STATEFUL,
      },
      'each-node': {
        for: 'container',
        points: 3,
        decides: true,
        because: 'it serves the nodes of a cluster from within',
        source: 'kubernetes.io, "DaemonSet"',
      },
      entry: {
        for: 'machine',
        points: 2,
        because: 'it stands before the clusters, and has to be there when one of them is not',
        source: 'kubernetes.io, "Options for Highly Available Topology": the load balancer of a cluster is outside of it',
      },
    },
  },
};
