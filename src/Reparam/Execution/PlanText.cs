using System.Globalization;
using System.Text;
using Reparam.Execution.Passes;

namespace Reparam.Execution;

/// <summary>Shows how expressions come to be run: the graph after each pass, and the steps of the compiled
/// plan.</summary>
internal static class PlanText
{
    /// <summary>Describes the way from expressions to steps.</summary>
    /// <param name="inputs">The inputs of the expressions.</param>
    /// <param name="outputs">The expressions.</param>
    public static string Of(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var text = new StringBuilder();
        string last = "";
        void Add(string title, IReadOnlyList<Tensor> graph)
        {
            string printed = Graph.Print(graph);
            text.Append(CultureInfo.InvariantCulture, $"== {title}, {Graph.TopologicalOrder(graph).Count} nodes\n")
                .Append(printed == last ? "unchanged\n" : printed).Append('\n');
            last = printed;
        }
        Add("As written", outputs);
        PassList.Run(outputs, fused: true, (pass, graph) => Add("After " + pass, graph));
        text.Append("== Steps, for each pack of eight draws\n");
        foreach (Stage stage in ExecutionPlan.Create(inputs, outputs, fused: true).Stages)
        {
            void Steps(string when, IEnumerable<Instruction> instructions)
            {
                foreach (Instruction instruction in instructions)
                {
                    text.Append(when).Append(instruction.Kernel).Append('\n');
                }
            }
            Steps("once: ", stage.Shared);
            Steps("", stage.ByDraw);
            Steps("sum over draws: ", stage.Reductions);
        }
        return text.ToString();
    }
}
