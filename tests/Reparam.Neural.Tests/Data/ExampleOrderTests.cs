namespace Reparam.Neural.Tests.Data;

public sealed class ExampleOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Each_epoch_sees_each_example_once(int count)
    {
        var order = new ExampleOrder(seed: 1, count);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(Enumerable.Range(0, count), Epoch(order, epoch, count).Order());
        }
    }

    [Fact]
    public void Places_do_not_depend_on_batches_and_epochs_differ()
    {
        var order = new ExampleOrder(seed: 1, 1000);
        int[] whole = Epoch(order, 5, 1000), batch = new int[128];
        order.Fill(5, 700, batch);
        Assert.Equal(whole[700..828], batch);
        Assert.NotEqual(whole, Epoch(order, 6, 1000));
        Assert.NotEqual(whole, Epoch(new ExampleOrder(seed: 2, 1000), 5, 1000));
        Assert.Equal(whole, Epoch(new ExampleOrder(seed: 1, 1000), 5, 1000));
    }

    [Fact]
    public void Places_behind_the_last_one_are_refused()
    {
        var order = new ExampleOrder(seed: 1, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.Fill(0, 8, new int[3]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var order = new ExampleOrder(seed: 1, 1000);
        int[] batch = new int[128];
        order.Fill(0, 0, batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        order.Fill(1, 128, batch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int[] Epoch(ExampleOrder order, int epoch, int count)
    {
        var places = new int[count];
        order.Fill(epoch, 0, places);
        return places;
    }
}
