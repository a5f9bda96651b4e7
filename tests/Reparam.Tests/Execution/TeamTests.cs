using Reparam.Execution;

namespace Reparam.Tests.Execution;

public sealed class TeamTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 1000)]
    [InlineData(8, 37)]
    public unsafe void Every_piece_runs_once_and_no_worker_runs_two_at_a_time(int threads, int count)
    {
        var team = new Team(threads);
        for (int round = 0; round < 20; round++)
        {
            var work = new Tally(count, threads);
            team.Run(work, count, null);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
            Assert.False(work.IsShared);
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 9)]
    public unsafe void Threads_that_stay_awake_miss_no_run_whether_it_comes_at_once_or_late(int threads, int count)
    {
        var team = new Team(threads, staysAwake: true);
        for (int round = 0; round < 2000; round++)
        {
            var work = new Tally(count, threads);
            team.Run(work, count, null);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
            Assert.False(work.IsShared);
            // At once, about when they give up waiting, or long after.
            Thread.SpinWait(round % 5 * 400);
            if (round % 100 == 0)
            {
                Thread.Sleep(1);
            }
        }
    }

    [Fact]
    public unsafe void A_worker_that_is_held_up_leaves_its_pieces_to_the_others()
    {
        // Worker 0 cannot end piece 0 before all others have been run, among them those that it was to begin with.
        var work = new Held(40);
        new Team(2).Run(work, 40, null);
        Assert.Equal(39, work.Others);
    }

    [Fact]
    public unsafe void A_piece_that_fails_ends_the_run_when_all_others_have_ended_and_the_team_works_on()
    {
        var team = new Team(3);
        for (int round = 0; round < 50; round++)
        {
            var work = new Failing();
            Assert.Throws<InvalidOperationException>(() => team.Run(work, 30, null));
            Assert.Equal(0, work.Running);
            var tally = new Tally(30, 3);
            team.Run(tally, 30, null);
            Assert.All(tally.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public async Task Calls_that_no_thread_of_the_pool_follows_are_taken_back()
    {
        // All threads of the pool are held up: the caller alone does everything, and does not wait for them.
        using var gate = new ManualResetEventSlim();
        int held = 0;
        int threads = ThreadPool.ThreadCount + 2 * Environment.ProcessorCount + 4;
        Task[] others = [.. Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
        {
            Interlocked.Increment(ref held);
            gate.Wait();
        }))];
        try
        {
            var tally = new Tally(20, 4);
            Run(new Team(4), tally, 20);
            Assert.All(tally.Runs, runs => Assert.Equal(1, runs));
            Assert.True(Volatile.Read(ref held) < threads, "threads of the pool were free");
        }
        finally
        {
            gate.Set();
            await Task.WhenAll(others);
        }
    }

    private static unsafe void Run(Team team, IPieces work, int count) => team.Run(work, count, null);

    /// <summary>The caller's first piece fails. Those of other threads wait for that, and then take a while: were they
    /// to fail, the process would end, as where any thread fails that nobody waits for.</summary>
    private sealed unsafe class Failing : IPieces
    {
        private int _running;
        private bool _hasFailed;

        public int Running => Volatile.Read(ref _running);

        public void Run(int piece, int worker, void* state)
        {
            if (worker == 0)
            {
                Volatile.Write(ref _hasFailed, true);
                throw new InvalidOperationException("piece 0");
            }
            Interlocked.Increment(ref _running);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _hasFailed), TimeSpan.FromMinutes(1)));
            Thread.SpinWait(2000);
            Interlocked.Decrement(ref _running);
        }
    }

    private sealed unsafe class Tally(int count, int threads) : IPieces
    {
        private readonly int[] _busy = new int[threads];

        public int[] Runs { get; } = new int[count];

        public bool IsShared { get; private set; }

        public void Run(int piece, int worker, void* state)
        {
            IsShared |= Interlocked.Increment(ref _busy[worker]) > 1;
            Interlocked.Increment(ref Runs[piece]);
            Interlocked.Decrement(ref _busy[worker]);
        }
    }

    private sealed unsafe class Held(int count) : IPieces
    {
        private int _others;

        public int Others => _others;

        public void Run(int piece, int worker, void* state)
        {
            if (piece > 0)
            {
                Interlocked.Increment(ref _others);
                return;
            }
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _others) == count - 1, TimeSpan.FromMinutes(1)),
                "the other pieces were not run");
        }
    }
}
