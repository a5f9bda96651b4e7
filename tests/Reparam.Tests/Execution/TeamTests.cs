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
