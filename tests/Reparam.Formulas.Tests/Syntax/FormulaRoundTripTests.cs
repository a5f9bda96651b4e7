using FsCheck;
using FsCheck.Fluent;

namespace Reparam.Formulas.Tests;

public class FormulaRoundTripTests
{
    private static readonly Gen<string> Names =
        Gen.Elements("a", "b", "x.1", "z_2", ".w", "unit price", "1st", "tick`ed", "back\\slash", "Größe", "log", ".",
            "~");

    private static readonly Gen<Expression> Columns = Names.Select(Expression (name) => new ColumnReference(name));

    private static readonly Gen<Expression> Numbers =
        Gen.Elements(0.0, 1.0, 2.5, 1e-9, 1e300, 0.1, 123456789.125).Select(Expression (value) =>
            new NumberLiteral(value));

    private static readonly Gen<Expression> Factors = Gen.OneOf(
        Columns,
        Columns.Select(Expression (column) => new FunctionCall("factor", column)),
        from name in Gen.Elements("log", "I", "sqrt")
        from argument in Arithmetic(3)
        where argument.Columns.Any()
        select (Expression)new FunctionCall(name, argument));

    private static readonly Gen<TermList> TermLists =
        from hasIntercept in Gen.Elements(true, false)
        from pool in Factors.ListOf(4)
        let variables = pool.Distinct().ToArray()
        from masks in Gen.Choose(1, (1 << variables.Length) - 1).ListOf().Select(list => list.Take(5).Distinct())
        select new TermList(hasIntercept, masks.Select(mask => Pick(variables, mask)), variables);

    private static readonly Gen<GroupTerm> GroupTerms =
        from effects in TermLists
        where effects.HasIntercept || effects.Terms.Count > 0
        from grouping in Names.NonEmptyListOf()
        from isCorrelated in Gen.Elements(true, false)
        select new GroupTerm(effects, [.. grouping.Take(3).Select(name => new ColumnReference(name))], isCorrelated);

    private static readonly Gen<Formula> Formulas =
        from response in Arithmetic(2)
        where response.Columns.Any()
        from hasTrials in Gen.Elements(true, false)
        from trials in Arithmetic(1)
        from population in TermLists
        from offsets in Arithmetic(2).ListOf().Select(list => list.Take(2))
        from groups in GroupTerms.ListOf().Select(list => list.Take(3))
        select new Formula(response, hasTrials ? trials : null, population, offsets, groups);

    [Fact]
    public void A_printed_formula_reads_back_as_itself()
    {
        Prop.ForAll(Formulas.ToArbitrary(), formula => Formula.Parse(formula.ToString()).Equals(formula))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20261121, 7));
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place_inside_it()
    {
        var words = Gen.Elements(
            "y", "~", "x", "+", "-", "*", ":", "(", ")", "|", "||", "1", "0", "log(", "I(", "offset(", "^", "/", "`",
                "a b", ",",
            " ", "trials(", ".", "2.5e", "\ud83d", "\n");
        var texts = words.ListOf().Select(list => "y ~ " + string.Concat(list));

        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                var formula = Formula.Parse(text);
                return Formula.Parse(formula.ToString()).Equals(formula);
            }
            catch (FormulaException refusal)
            {
                return refusal.Place.Start >= 0 && refusal.Place.End <= text.Length;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(20261121, 9));
    }

    private static Gen<Expression> Arithmetic(int depth) => depth == 0 ? Gen.OneOf(Columns, Numbers) : Gen.OneOf(
        Columns,
        Numbers,
        Arithmetic(depth - 1).Select(Expression (operand) => new Negation(operand)),
        Arithmetic(depth - 1).Select(Expression (argument) => new FunctionCall("exp", argument)),
        from operation in Gen.Elements(Enum.GetValues<BinaryOperator>())
        from left in Arithmetic(depth - 1)
        from right in Arithmetic(depth - 1)
        select (Expression)new BinaryOperation(operation, left, right));

    private static Term Pick(Expression[] variables, int mask) =>
        new([.. variables.Where((_, index) => (mask >> index & 1) == 1)]);
}
