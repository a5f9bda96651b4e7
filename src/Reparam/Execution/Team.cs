namespace Reparam.Execution;

/// <summary>Work in numbered pieces that may run side by side.</summary>
internal unsafe interface IPieces
{
    /// <summary>Runs one piece.</summary>
    /// <param name="piece">Its number.</param>
    /// <param name="worker">The worker that runs it: no two pieces that run side by side have the same.</param>
    /// <param name="state">What the caller gave for all pieces.</param>
    void Run(int piece, int worker, void* state);
}

/// <summary>Threads that share the pieces of some work. Made once, so that sharing out work allocates
/// nothing.</summary>
internal sealed unsafe class Team
{
    private readonly Worker[] _workers;
    private readonly object _gate = new();
    private IPieces? _work;
    private void* _state;
    private int _count;
    private int _next;
    private int _running;
    private CancellationToken _cancellation;

    /// <summary>Makes a team.</summary>
    /// <param name="threads">The most threads to use, at least 1, the caller's own included.</param>
    public Team(int threads) => _workers = [.. Enumerable.Range(0, threads).Select(i => new Worker(this, i))];

    /// <summary>The most threads it uses.</summary>
    public int Threads => _workers.Length;

    /// <summary>Runs all pieces; returns when none is left, or running, or the work was cancelled.</summary>
    public void Run(IPieces work, int count, void* state, CancellationToken cancellation = default)
    {
        _state = state;
        (_work, _count, _next, _cancellation) = (work, count, 0, cancellation);
        int threads = Math.Min(_workers.Length, count);
        _running = threads;
        for (int w = 1; w < threads; w++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_workers[w], preferLocal: false);
        }
        _workers[0].Execute();
        lock (_gate)
        {
            while (_running > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Takes pieces until none is left.</summary>
    private sealed class Worker(Team team, int number) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            while (!team._cancellation.IsCancellationRequested)
            {
                int piece = Interlocked.Increment(ref team._next) - 1;
                if (piece >= team._count)
                {
                    break;
                }
                team._work!.Run(piece, number, team._state);
            }
            lock (team._gate)
            {
                team._running--;
                Monitor.Pulse(team._gate);
            }
        }
    }
}
