using System.Diagnostics;

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
/// <remarks>Each thread begins with pieces of its own, the same in every run, which may still be in its core's cache,
/// and then helps the others. To wake a thread takes longer than many pieces of work, so who waits for others looks out
/// for a while before it sleeps, and threads that are to stay awake look out for the next run.</remarks>
internal sealed unsafe class Team
{
    /// <summary>Counters a cache line of 64 bytes or two apart, so that threads do not wait for each other's.</summary>
    public const int Apart = 32;

    /// <summary>How long a thread looks out before it sleeps: several times what lies between two runs of one step of
    /// training, or by which one thread's pieces take longer than another's; a few times what waking it would
    /// take.</summary>
    private static readonly long Patience = Stopwatch.Frequency / 5_000;

    /// <summary>Where a worker is: in the pool, called from there, working, or looking out for the next run.</summary>
    private const int Away = 0, Called = 1, Working = 2, Waiting = 3;

    private readonly Worker[] _workers;
    private readonly int[] _next;
    private readonly object _gate = new();
    private readonly bool _staysAwake;
    private IPieces? _work;
    private void* _state;
    private int _count;
    private int _threads;
    private int _running;
    private CancellationToken _cancellation;

    /// <summary>Makes a team.</summary>
    /// <param name="threads">The most threads to use, at least 1, the caller's own included.</param>
    /// <param name="staysAwake">Whether one run follows another soon.</param>
    public Team(int threads, bool staysAwake = false)
    {
        _staysAwake = staysAwake;
        _workers = [.. Enumerable.Range(0, threads).Select(i => new Worker(this, i))];
        _next = new int[(threads + 1) * Apart];
    }

    /// <summary>The most threads it uses.</summary>
    public int Threads => _workers.Length;

    /// <summary>Runs all pieces; returns when none is left, or running, or the work was cancelled.</summary>
    public void Run(IPieces work, int count, void* state, CancellationToken cancellation = default)
    {
        _state = state;
        (_work, _count, _cancellation) = (work, count, cancellation);
        _threads = _running = Math.Min(_workers.Length, count);
        for (int w = 0; w < _threads; w++)
        {
            Next(w) = First(w);
        }
        for (int w = 1; w < _threads; w++)
        {
            _workers[w].Call();
        }
        try
        {
            _workers[0].Work();
        }
        finally
        {
            // Also where a piece failed: nobody is to write any more when this ends.
            Wait();
        }
    }

    /// <summary>Takes back the calls that no thread has followed, for the pool may be busy with other things and nothing
    /// is left to do, and waits for the others.</summary>
    private void Wait()
    {
        for (int w = 1; w < _threads; w++)
        {
            if (_workers[w].IsTakenBack())
            {
                Interlocked.Decrement(ref _running);
            }
        }
        // What is left is mostly over sooner than a thread that sleeps would wake. To let others run is to let those
        // run that are waited for, where there are more threads than cores.
        var spin = default(SpinWait);
        for (long end = Stopwatch.GetTimestamp() + Patience;
            Volatile.Read(ref _running) > 0 && Stopwatch.GetTimestamp() < end; )
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        lock (_gate)
        {
            while (_running > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>The first of the pieces that a worker begins with.</summary>
    private int First(int worker) => (int)((long)_count * worker / _threads);

    private ref int Next(int worker) => ref _next[(worker + 1) * Apart];

    /// <summary>One of the threads.</summary>
    private sealed class Worker(Team team, int number) : IThreadPoolWorkItem
    {
        private int _state;

        /// <summary>Begins to work, on a thread that waits for it or one of the pool.</summary>
        public void Call()
        {
            if (Interlocked.CompareExchange(ref _state, Working, Waiting) != Waiting)
            {
                Volatile.Write(ref _state, Called);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        /// <summary>Whether a call is taken back because no thread has followed it.</summary>
        public bool IsTakenBack() => Interlocked.CompareExchange(ref _state, Away, Called) == Called;

        /// <summary>Works as long as it is called. A call that was taken back may be followed when there is another, of
        /// which one thread takes care.</summary>
        public void Execute()
        {
            if (Interlocked.CompareExchange(ref _state, Working, Called) != Called)
            {
                return;
            }
            do
            {
                Work();
            }
            while (team._staysAwake && IsCalledAgain());
        }

        /// <summary>Takes pieces until none is left.</summary>
        public void Work()
        {
            try
            {
                for (int i = 0; i < team._threads; i++)
                {
                    Take((number + i) % team._threads);
                }
            }
            finally
            {
                // Before the end of the run is known, for the next one may begin then.
                Volatile.Write(ref _state, team._staysAwake ? Waiting : Away);
                lock (team._gate)
                {
                    // With a fence: who spins sees what this thread wrote.
                    Interlocked.Decrement(ref team._running);
                    Monitor.Pulse(team._gate);
                }
            }
        }

        private bool IsCalledAgain()
        {
            long end = Stopwatch.GetTimestamp() + Patience;
            while (Volatile.Read(ref _state) == Waiting)
            {
                if (Stopwatch.GetTimestamp() > end)
                {
                    return Interlocked.CompareExchange(ref _state, Away, Waiting) != Waiting;
                }
                Thread.SpinWait(10);
            }
            return true;
        }

        /// <summary>Runs what is left of the pieces that a worker began with.</summary>
        private void Take(int owner)
        {
            int end = team.First(owner + 1);
            while (!team._cancellation.IsCancellationRequested)
            {
                int piece = Interlocked.Increment(ref team.Next(owner)) - 1;
                if (piece >= end)
                {
                    break;
                }
                team._work!.Run(piece, number, team._state);
            }
        }
    }
}
