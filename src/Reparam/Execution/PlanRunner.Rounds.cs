namespace Reparam.Execution;

/// <summary>How a few chunks of floats and the sums over their draws are shared out.</summary>
internal sealed unsafe partial class PlanRunner
{
    /// <summary>Rounds of as many chunks as there are threads: each thread works on a chunk, and then takes the sums
    /// over draws that close the stage, chunk by chunk, of rows of its own, which stay in its core's cache; and others'
    /// where that must wait for a chunk, or nothing is left.</summary>
    /// <remarks>So nothing is held up by the slowest chunk but its own sums, and memory is that of one round. What is
    /// waited for is at work: a chunk that no thread has taken is taken by who needs it.</remarks>
    private sealed class Rounds : IPieces
    {
        /// <summary>Sums are rounded to floats after each chunk: more of them would be felt.</summary>
        public const int MostChunks = 16;

        private const int ToDo = 0, Taken = 1, Done = 2;

        private readonly PlanRunner _runner;
        private readonly Rows[][][] _sums;
        private readonly int[] _chunks;
        private readonly int[][] _added;
        private readonly int[] _next;
        private Rows[][] _rows = [];
        private int _first;
        private int _count;

        public Rounds(PlanRunner runner)
        {
            _runner = runner;
            _sums = [.. runner._plan.Stages.Select(stage => Share(stage.Reductions))];
            _chunks = new int[runner._team.Threads];
            _next = new int[(Threads + 1) * Team.Apart];
            _added = [.. Enumerable.Range(0, Threads).Select(thread =>
                new int[_sums.Select(rows => rows[thread].Length).DefaultIfEmpty().Max()])];
        }

        private int Threads => _runner.All.Threads;

        /// <summary>Runs what varies by draw, and the sums.</summary>
        /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
        public void Run(CancellationToken cancellation)
        {
            _rows = _sums[_runner._stageIndex];
            for (_first = 0; _first < _runner.Chunks; _first += _chunks.Length)
            {
                _count = Math.Min(_chunks.Length, _runner.Chunks - _first);
                Array.Clear(_chunks);
                Array.Clear(_next);
                foreach (int[] added in _added)
                {
                    Array.Clear(added);
                }
                if (_runner._teamOfChunk is not null)
                {
                    // All threads share each operation of the one chunk.
                    TakesChunk(0);
                }
                _runner.All.Run(this, Threads, null, cancellation);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        void IPieces.Run(int piece, int worker, void* state)
        {
            // One chunk, before any rows; a second one only after them, for who is called late has none yet.
            for (int turn = 0; turn < _count; turn++)
            {
                if (TakesChunk((piece + turn) % _count))
                {
                    break;
                }
            }
            for (var spin = default(SpinWait); !IsOver(); )
            {
                bool hasWorked = false;
                for (int i = 0; i < Threads && !hasWorked; i++)
                {
                    hasWorked = TakesRows((piece + i) % Threads);
                }
                for (int turn = 0; turn < _count && !hasWorked; turn++)
                {
                    hasWorked = TakesChunk(turn);
                }
                if (!hasWorked)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }
        }

        private ref int Next(int thread) => ref _next[(thread + 1) * Team.Apart];

        private bool IsOver()
        {
            bool isOver = true;
            for (int turn = 0; turn < _count; turn++)
            {
                isOver &= Volatile.Read(ref _chunks[turn]) != ToDo;
            }
            for (int thread = 0; thread < Threads; thread++)
            {
                isOver &= Volatile.Read(ref Next(thread)) >= _count * _rows[thread].Length;
            }
            return isOver;
        }

        /// <summary>Takes the next rows of some thread, unless there are none or their chunk is not done.</summary>
        private bool TakesRows(int thread)
        {
            int task = Volatile.Read(ref Next(thread)), length = _rows[thread].Length;
            if (task >= _count * length || Volatile.Read(ref _chunks[task / length]) != Done
                || Interlocked.CompareExchange(ref Next(thread), task + 1, task) != task)
            {
                return false;
            }
            (int turn, int rows) = Math.DivRem(task, length);
            ref int added = ref _added[thread][rows];
            for (var spin = default(SpinWait); Volatile.Read(ref added) < turn; )
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
            Add(_rows[thread][rows], turn);
            Volatile.Write(ref added, turn + 1);
            return true;
        }

        /// <summary>Runs a chunk of the round, unless another thread does or did.</summary>
        private bool TakesChunk(int turn)
        {
            if (Interlocked.CompareExchange(ref _chunks[turn], Taken, ToDo) != ToDo)
            {
                return false;
            }
            try
            {
                _runner.RunChunk(_first + turn, turn);
            }
            finally
            {
                // Also where it failed, or others would wait for ever.
                Volatile.Write(ref _chunks[turn], Done);
            }
            return true;
        }

        /// <summary>Adds the sums over a chunk to those over the chunks before it.</summary>
        private void Add(Rows rows, int turn)
        {
            int chunk = _first + turn, lanes = _runner._kept.LanesOf(chunk);
            double** places = stackalloc double*[_runner._plan.MostPlaces];
            Origin* origins = stackalloc Origin[Origins];
            _runner.SetOrigins(origins, _runner._kept.Slot(chunk, turn), _runner._memory[turn], lanes);
            KernelArguments arguments =
                _runner.Arguments(rows.Sum, origins, places, lanes, _runner._kept.DrawsOf(chunk));
            (arguments.Adds, arguments.Part, arguments.Parts) = (chunk > 0, rows.Part, rows.Parts);
            ((DividedKernel)rows.Sum.Kernel).RunPart(arguments);
        }

        /// <summary>The rows of sums that are worth it are shared by all threads; each of the others goes to the thread
        /// that has the least to do. The greatest come first, so that threads end together.</summary>
        private Rows[][] Share(Instruction[] sums)
        {
            List<Rows>[] rows = [.. Enumerable.Range(0, Threads).Select(static _ => new List<Rows>())];
            double[] work = new double[Threads];
            foreach (Instruction sum in sums.OrderByDescending(Work))
            {
                bool isShared = Work(sum) >= 1;
                int least = Array.IndexOf(work, work.Min());
                for (int thread = 0; thread < Threads; thread++)
                {
                    if (isShared)
                    {
                        rows[thread].Add(new Rows(sum, thread, Threads));
                    }
                    else if (thread == least)
                    {
                        rows[thread].Add(new Rows(sum, 0, 1));
                        work[thread] += Work(sum);
                    }
                }
            }
            return [.. rows.Select(static own => own.ToArray())];

            double Work(Instruction sum) => ((DividedKernel)sum.Kernel).Share * _runner.Lanes;
        }

        /// <summary>Some rows of a sum.</summary>
        private readonly record struct Rows(Instruction Sum, int Part, int Parts);
    }
}
