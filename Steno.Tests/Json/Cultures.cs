// The tests run in the invariant mode of .NET, in which every culture that has a name looks the same. So these are made by hand:
// whatever can change the text of a number or of a date is changed.

using System.Globalization;

namespace Steno.Tests.Json;

/// <summary>Cultures in which text comes out differently where somebody forgot to say that it must not.</summary>
internal static class Cultures
{
    public static readonly CultureInfo[] All = [CultureInfo.InvariantCulture, European(), Northern(), FarAway()];

    /// <summary>Runs the action once in each, on this thread.</summary>
    public static void InEach(Action action)
    {
        foreach (CultureInfo culture in All)
        {
            In(culture, action);
        }
    }

    public static void In(CultureInfo culture, Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo European()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        return culture;
    }

    /// <summary>As in Sweden, where the minus sign is not the hyphen.</summary>
    private static CultureInfo Northern()
    {
        CultureInfo culture = European();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberGroupSeparator = "\u00a0";
        culture.DateTimeFormat.TimeSeparator = ".";
        culture.DateTimeFormat.LongTimePattern = "HH.mm.ss";
        return culture;
    }

    private static CultureInfo FarAway()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = "\u066b";
        culture.NumberFormat.NegativeSign = "minus ";
        culture.NumberFormat.PositiveSign = "plus ";
        culture.NumberFormat.NaNSymbol = "0";
        culture.NumberFormat.NumberGroupSizes = [1];
        culture.DateTimeFormat.AMDesignator = culture.DateTimeFormat.PMDesignator = "\"";
        culture.DateTimeFormat.TimeSeparator = "-";
        return culture;
    }
}
