import {
  AccessMode,
  type ClaimProps,
  type Lock,
  Microservice,
  Namespace,
  PodManagement,
  type Resolution,
  Size,
  StatefulService,
  type StatefulServiceProps,
  serializeLock,
  Volume,
} from '../../../src/model';
import { parseLock } from '../../../src/model/lock/parse';
import { release } from '../../../src/model/lock/release';
import { repair } from '../../../src/model/lock/repair';
import { existingCluster, HTTP, problemsOf, resolved, type Yard, yard } from '../fixture';

const IMAGE = 'registry.example/db:1';
const claim = (props: Partial<ClaimProps> = {}): Volume => Volume.claim('data', { size: Size.gibibytes(10), ...props });
const files = (y: Yard, props: Partial<ClaimProps> = {}): Microservice =>
  new Microservice(existingCluster(y), 'files', { image: IMAGE, port: HTTP, replicas: 1, volumes: { '/data': claim(props) } });
const db = (y: Yard, replicas: number, props: Partial<ClaimProps> = {}): StatefulService =>
  new StatefulService(existingCluster(y), 'db', { image: IMAGE, port: HTTP, replicas, volumes: { '/data': claim(props) } });

const gone = (y: Yard, ...retired: readonly (readonly [string, boolean])[]): void => {
  existingCluster(y);
  for (const [id, keepData] of retired) y.system.retire(id, { keepData, because: 'moved' });
};
const keys = (part: object | undefined): string[] => Object.keys(part ?? {});
const codes = (build: (y: Yard) => unknown, lock: Lock): readonly string[] => {
  const y = yard();
  build(y);
  return problemsOf(y.system, lock).map(({ code, message }) => `${code} ${message.match(/"([^"]*)"/)?.[1]}`);
};

test('a claim of a workload, and those of its pods, are in the lock; a system without any has a lock that does not speak of them', () => {
  const { lock } = resolved((y) => {
    db(y, 2, { storageClass: 'fast' });
  });
  expect(lock.claims).toEqual({
    'db/data-0': expect.objectContaining({ claim: 'data-db-0', mebibytes: 10240, storageClass: 'fast', protected: true, ofPod: true }),
    'db/data-1': expect.objectContaining({ claim: 'data-db-1', namespace: 'yard', cluster: 'k8s' }),
  });
  expect(resolved(files).lock.claims).toEqual({
    'files/data': {
      cluster: 'k8s',
      namespace: 'yard',
      claim: 'files-data',
      mebibytes: 10240,
      accessMode: 'ReadWriteOnce',
      protected: true,
    },
  });
  expect(serializeLock(resolved((y) => existingCluster(y)).lock)).not.toContain('claims');
  const problems: unknown[] = [];
  expect(parseLock(serializeLock(lock), (problem) => problems.push(problem))).toEqual(lock);
  expect(problems).toEqual([]);
});

test('one that leaves with its data has to be spoken about; one that does not outlive its workload has not', () => {
  const { lock } = resolved(files);
  expect(codes((y) => gone(y), lock)).toEqual(['VOLUME_GONE files/data']);
  expect(codes((y) => gone(y, ['files/data', true]), lock)).toEqual([]);
  expect(codes((y) => gone(y, ['files', false]), lock)).toEqual([]);
  expect(codes((y) => gone(y), resolved((y) => files(y, { keep: false })).lock)).toEqual([]);
});

test('what becomes of it is told until the lock forgets it, and its name is not given again before', () => {
  const before = resolved(files).lock;
  const { lock, system } = resolved((y) => gone(y, ['files/data', false]), before);
  expect(system.retiredClaims).toEqual([
    { id: 'files/data', cluster: 'k8s', namespace: 'yard', name: 'files-data', keepData: false, because: 'moved' },
  ]);
  const later: Resolution = resolved((y) => gone(y), lock);
  expect(later.system.retiredClaims).toEqual(system.retiredClaims);
  expect(codes(files, lock)).toEqual(['RETIRED_VOLUME_RETURNED files/data']);
  const free = release(lock, 'files/data');
  expect(keys(free.removed.claims)).toEqual([]);
  expect(codes(files, free)).toEqual([]);
  expect(() => release(free, 'files/data')).toThrow('nothing called "files/data"');
});

test('a stateful service that is scaled below a claim leaves data behind', () => {
  const { lock } = resolved((y) => db(y, 3));
  expect(codes((y) => db(y, 1), lock)).toEqual(['VOLUME_GONE db/data-1', 'VOLUME_GONE db/data-2']);
  const retired = resolved((y) => {
    db(y, 2);
    y.system.retire('db/data-2', { keepData: true, because: 'fewer' });
  }, lock);
  expect(keys(retired.lock.claims)).toEqual(['db/data-0', 'db/data-1']);
  expect(keys(retired.lock.removed.claims)).toEqual(['db/data-2']);
  expect(codes((y) => db(y, 1, { keep: false }), resolved((y) => db(y, 3, { keep: false })).lock)).toEqual([]);
});

// What one run took, the next one refused: nothing is kept of what may be lost.
test('what holds nothing that is kept cannot be retired, in this run or the next', () => {
  const { lock } = resolved((y) => {
    files(y, { keep: false });
  });
  for (const id of ['files/data', 'files']) expect(codes((y) => gone(y, [id, false]), lock)).toEqual([`RETIRE_UNKNOWN ${id}`]);
});

test('what is still there cannot be retired', () => {
  const { lock } = resolved(files);
  const build = (y: Yard) => {
    files(y);
    y.system.retire('files/data', { keepData: true, because: 'x' });
  };
  expect(codes(build, lock)).toEqual(['RETIRE_IN_USE files/data']);
});

test('size, class and access mode are held to the lock', () => {
  const { lock } = resolved((y) => files(y, { storageClass: 'fast' }));
  expect(codes((y) => files(y, { storageClass: 'fast', size: Size.gibibytes(9) }), lock)).toEqual(['VOLUME_SHRUNK files/data']);
  expect(codes((y) => files(y, { storageClass: 'slow' }), lock)).toEqual(['CLAIM_CHANGED files/data']);
  expect(codes((y) => files(y), lock)).toEqual(['CLAIM_CHANGED files/data']);
  const shared = { storageClass: 'fast', accessMode: AccessMode.READ_WRITE_MANY };
  expect(codes((y) => files(y, shared), lock)).toEqual(['CLAIM_CHANGED files/data']);
});

test('one of a workload may grow, which is told; those of a StatefulSet may not by themselves', () => {
  const size = Size.gibibytes(20);
  const grown = resolved((y) => files(y, { size }), resolved(files).lock);
  expect(grown.warnings).toMatchObject([{ code: 'CLAIM_GROWS', message: expect.stringMatching(/10 GiB to 20 GiB.*allowVolumeExpansion/) }]);
  expect(grown.lock.claims?.['files/data']?.mebibytes).toBe(20480);
  expect(codes((y) => db(y, 1, { size }), resolved((y) => db(y, 1)).lock)).toEqual(['CLAIM_TEMPLATE_FIXED db/data-0']);
});

test('a merge of two branches keeps the claims of both', () => {
  const base = resolved((y) => db(y, 1)).lock;
  const ours = resolved((y) => db(y, 2), base).lock;
  const theirs = resolved((y) => {
    const k8s = existingCluster(y);
    new StatefulService(k8s, 'db', { image: IMAGE, port: HTTP, replicas: 1, volumes: { '/data': claim() } });
    new Microservice(k8s, 'files', { image: IMAGE, port: HTTP, replicas: 1, volumes: { '/data': claim() } });
  }, base).lock;
  const { lock, questions } = repair({ base, ours, theirs });
  expect(questions).toEqual([]);
  expect(keys(lock.claims).sort()).toEqual(['db/data-0', 'db/data-1', 'files/data']);
});

describe('what Kubernetes never changes of a StatefulSet', () => {
  const set =
    (claims: readonly string[], props: Partial<StatefulServiceProps> = {}) =>
    (y: Yard): StatefulService =>
      new StatefulService(existingCluster(y), 'db', {
        image: IMAGE,
        port: HTTP,
        replicas: 1,
        volumes: Object.fromEntries(claims.map((id) => [`/${id}`, Volume.claim(id, { size: Size.gibibytes(1), keep: false })])),
        ...props,
      });

  test.each([
    ['a first claim', set([]), set(['data']), 'the claims of each pod (none to data)'],
    ['one claim more', set(['data']), set(['data', 'log']), 'the claims of each pod (data to data, log)'],
    ['no claim any more', set(['data']), set([]), 'the claims of each pod (data to none)'],
    [
      'another order of pods',
      set(['data']),
      set(['data'], { podManagement: PodManagement.PARALLEL }),
      'the order that its pods start in (ordered to parallel)',
    ],
  ])('%s: the command is told once by which another one takes its place', (_, were, are, says) => {
    const { lock } = resolved(were);
    const next = resolved(are, lock);
    expect(next.warnings).toEqual([
      expect.objectContaining({
        code: 'STATEFUL_SET_MADE_ANEW',
        path: 'yard/k8s/db',
        message: expect.stringContaining(`${says}. Run \`kubectl delete statefulset db -n yard --cascade=orphan\` before the apply`),
      }),
    ]);
    expect(resolved(are, next.lock).warnings).toEqual([]);
  });

  test('nothing is told of what can be changed, of one in another place, or of what the lock does not know of', () => {
    const { lock } = resolved(set(['data']));
    expect(resolved(set(['data'], { replicas: 3 }), lock).warnings).toEqual([]);
    const { workloads: _none, ...earlier } = lock;
    expect(resolved(set(['data', 'log']), earlier).warnings).toEqual([]);
    const moved = (y: Yard): StatefulService => {
      const k8s = existingCluster(y);
      const props = { image: IMAGE, port: HTTP, replicas: 1, namespace: new Namespace(k8s, 'elsewhere') };
      return new StatefulService(k8s, 'db', props);
    };
    expect(resolved(moved, lock).warnings).toEqual([]);
  });

  test('what branches did to several stateful services is joined', () => {
    const two = (mine: readonly string[], other: boolean) => (y: Yard) => {
      const db = set(mine)(y);
      if (other) new StatefulService(db.cluster, 'queue', { image: IMAGE, replicas: 1 });
    };
    const base = resolved(two([], false)).lock;
    const { lock, questions } = repair({
      base,
      ours: resolved(two(['data'], false), base).lock,
      theirs: resolved(two([], true), base).lock,
    });
    expect(questions).toEqual([]);
    expect(lock.workloads).toEqual({
      db: { cluster: 'k8s', namespace: 'yard', podManagement: 'ordered', claims: ['data'] },
      queue: { cluster: 'k8s', namespace: 'yard', podManagement: 'ordered', claims: [] },
    });
  });
});
