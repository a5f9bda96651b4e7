namespace Reparam.Execution.Fusion;

/// <summary>What each row of a loop is handed by the row before it.</summary>
/// <param name="node">Stands for what the rows are handed: [rows, carry].</param>
/// <param name="initial">What the first one is handed.</param>
/// <param name="next">What a row hands on: a node of the loop, of the same shape.</param>
internal sealed class CarryNode(Tensor node, Tensor initial, Tensor next) : RowNode(node, RowShape.Of(node.Shape).Rows)
{
    public IEnumerable<RowValue> Values => Components(Node).Select(component => new RowValue(Node, component));

    /// <summary>What becomes of the values when the row ends.</summary>
    public IEnumerable<RowValue> Next => Components(Node).Select(component => new RowValue(next, component));

    public override bool IsByRow => true;

    public override IEnumerable<Read> Reads => [];

    public override IEnumerable<Tensor> Wholes => [initial];

    public override int Cost => Shape.Components;

    /// <summary>Where a value is read before the first row.</summary>
    public Read First(RowValue value) => new(initial, new(value.Component, 0, null));
}
