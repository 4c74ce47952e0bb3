import { describe, expect, test } from 'vitest';
import { backoff, EventParser, follow, type StreamEvent, type StreamState } from '../../main/web/lib/sse.ts';

const WHOLE =
  'retry: 1234\r\nevent: line\r\nid: 1\r\ndata: {"n":1}\r\n\r\n:\n\nevent: lines\ndata: {"a":\ndata: 2}\nid: 7\n\ndata: plain\n\nevent: end\ndata: {}\n\n';
const EVENTS: StreamEvent[] = [
  { event: 'line', data: '{"n":1}', id: '1' },
  { event: 'lines', data: '{"a":\n2}', id: '7' },
  { event: 'message', data: 'plain' },
  { event: 'end', data: '{}' },
];

describe('EventParser', () => {
  test('reads the same events wherever the stream is cut', () => {
    for (let first = 0; first <= WHOLE.length; first++) {
      for (let second = first; second <= WHOLE.length; second += 7) {
        const parser = new EventParser();
        const events = [WHOLE.slice(0, first), WHOLE.slice(first, second), WHOLE.slice(second)].flatMap((piece) => parser.feed(piece));
        expect(events).toEqual(EVENTS);
        expect(parser.retryMillis).toBe(1_234);
      }
    }
  });

  test('gives nothing of an event that was cut off', () => {
    expect(new EventParser().feed('event: fact\ndata: {"seq":1}\n')).toEqual([]);
  });
});

describe('backoff', () => {
  test('grows, has a bound, and is never the same for all', () => {
    expect(backoff(0, 500, 0)).toBe(250);
    expect(backoff(0, 500, 1)).toBe(500);
    expect(backoff(3, 500, 1)).toBe(4_000);
    expect(backoff(50, 500, 1)).toBe(15_000);
  });
});

/** A response whose body ends, or breaks, after these pieces. */
function response(pieces: string[], breaks: boolean): Response {
  let at = 0;
  return new Response(
    new ReadableStream({
      pull(controller) {
        const piece = pieces[at++];
        if (piece !== undefined) {
          controller.enqueue(new TextEncoder().encode(piece));
        } else if (breaks) {
          controller.error(new TypeError('connection lost'));
        } else {
          controller.close();
        }
      },
    }),
  );
}

const fact = (n: number) => `id: ${n}\nevent: fact\ndata: ${n}\n\n`;

describe('follow', () => {
  test('goes on after the last event it has until the stream says that it ends', async () => {
    const asked: (string | undefined)[] = [];
    const answers = [
      () => response(['retry: 1\n', fact(1), fact(2), 'id: 3\nevent: fact\nda'], true),
      () => Promise.reject(new TypeError('refused')),
      () => response([fact(3), fact(4)], false),
      () => response([fact(5), 'event: end\ndata: {}\n\n'], false),
    ];
    const seen: string[] = [];
    const states: StreamState[] = [];
    await new Promise<void>((ended) => {
      follow({
        open: async (headers) => {
          asked.push(headers['Last-Event-ID']);
          return (answers.shift() as () => Response | Promise<Response>)();
        },
        random: () => 0,
        isFinal: () => false,
        onEvents: (events) => seen.push(...events.filter((event) => event.event === 'fact').map((event) => event.data)),
        onState: (state) => {
          states.push(state);
          if (state === 'ended') {
            ended();
          }
        },
      });
    });
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
    expect(asked).toEqual([undefined, '2', '2', '4']);
    expect(states).toContain('waiting');
    expect(answers).toEqual([]);
  });

  test('gives up at what will not change', async () => {
    const failure = new Error('no such run');
    let asked = 0;
    const told = await new Promise<unknown>((failed) => {
      follow({
        open: () => {
          asked++;
          return Promise.reject(failure);
        },
        isFinal: (problem) => problem === failure,
        onEvents: () => undefined,
        onState: (state, problem) => state === 'failed' && failed(problem),
      });
    });
    expect(told).toBe(failure);
    expect(asked).toBe(1);
  });
});
